import type { Limits } from '#config';
import { Inject, Injectable } from '@nestjs/common';
import { contractOf } from '#events';
import { recordAuditEntry, type Author, type Database, type Prisma } from '#persistence';
import {
  IncompatibleSchemesError,
  InvalidKeyError,
  assertCompatible,
  expiryOnRotation,
  isSchemeName,
  type SchemeName,
} from '#signing';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { quotaExceeded } from '../core/hold-quota.js';
import { DATABASE, LIMITS } from '../core/tokens.js';
import type { EndpointRow } from '../endpoints/endpoint-fields.js';
import { EndpointLookup, lockEndpoint } from '../endpoints/endpoint-lookup.js';
import { validationFailed } from '../http/problem-error.js';
import { rotatedSecret } from './audited-secret.js';
import type { NewSecret, SecretRow } from './secret-row.js';
import { SecretVault } from './secret-vault.js';
import type { SecretDto } from './secrets.dto.js';

export interface Rotation {
  readonly overlapSeconds: number;
  readonly secret?: string;
  readonly scheme?: string;
}

const activeAt = (endpointId: string, now: Date) => ({
  where: { endpointId, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
  orderBy: [{ createdAt: 'desc' as const }, { id: 'desc' as const }],
});

@Injectable()
export class SecretsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly endpoints: EndpointLookup,
    private readonly vault: SecretVault,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  async list(
    application: ApplicationRef,
    endpointId: string,
    { withValues }: { readonly withValues: boolean },
  ): Promise<SecretDto[]> {
    const { id } = await this.endpoints.find(application, endpointId);
    const rows = await this.database.prisma.secret.findMany(activeAt(id, new Date()));
    return rows.map((row) => (withValues ? this.vault.show(row) : this.vault.describe(row)));
  }

  /** Adds a secret that signs from the next attempt on; those before it go on signing for the overlap. */
  async rotate(
    author: Author,
    application: ApplicationRef,
    endpointId: string,
    rotation: Rotation,
  ): Promise<SecretDto> {
    const { id } = await this.endpoints.find(application, endpointId);
    const row = await this.database.prisma.$transaction(async (transaction) => {
      // Of two rotations at once the second must see the secret of the first.
      const endpoint = await lockEndpoint(transaction, id);
      return this.#replace(transaction, author, endpoint, rotation);
    });
    return this.vault.show(row);
  }

  async #replace(
    transaction: Prisma.TransactionClient,
    author: Author,
    endpoint: EndpointRow,
    rotation: Rotation,
  ): Promise<SecretRow> {
    const now = new Date();
    const active = await transaction.secret.findMany(activeAt(endpoint.id, now));
    const scheme = schemeFor(endpoint, rotation, active);
    if (rotation.overlapSeconds > 0) checkOverlap(active, scheme, this.limits);
    const secret = this.#mint(scheme, rotation.secret);
    for (const held of active) {
      const expiresAt = expiryOnRotation(held, now, rotation.overlapSeconds);
      await transaction.secret.update({ where: { id: held.id }, data: { expiresAt } });
    }
    await recordAuditEntry(transaction, author, rotatedSecret(endpoint, secret, active, rotation.overlapSeconds));
    return transaction.secret.create({ data: { ...secret, endpointId: endpoint.id } });
  }

  #mint(scheme: SchemeName, text: string | undefined): NewSecret {
    try {
      const secret = this.vault.mint(scheme, text);
      if (secret === undefined) throw new Error(`bug: the scheme "${scheme}" has no secrets`);
      return secret;
    } catch (error) {
      if (!(error instanceof InvalidKeyError)) throw error;
      throw validationFailed([{ pointer: '/secret', detail: error.message }]);
    }
  }
}

function schemeFor({ contract }: EndpointRow, { scheme }: Rotation, active: readonly SecretRow[]): SchemeName {
  const known = contractOf(contract)?.signatureSchemes.filter((name) => name !== 'none') ?? [];
  const chosen = scheme ?? active[0]?.scheme ?? known[0];
  if (chosen !== undefined && isSchemeName(chosen) && known.some((name) => name === chosen)) return chosen;
  const detail = known.length > 0 ? `must be one of ${known.join(', ')}` : `the contract "${contract}" signs nothing`;
  throw validationFailed([{ pointer: '/scheme', detail }]);
}

/** Two schemes that write the same header cannot sign one request. */
function checkOverlap(active: readonly SecretRow[], scheme: SchemeName, { maxSecrets }: Limits): void {
  if (active.length >= maxSecrets)
    throw quotaExceeded({ code: 'too_many_secrets', max: maxSecrets, of: 'active secrets' });
  const schemes = [...new Set([scheme, ...active.map((secret) => secret.scheme).filter(isSchemeName)])];
  try {
    assertCompatible(schemes);
  } catch (error) {
    if (!(error instanceof IncompatibleSchemesError)) throw error;
    throw validationFailed([{ pointer: '/overlapSeconds', detail: `must be 0: ${error.message}` }]);
  }
}

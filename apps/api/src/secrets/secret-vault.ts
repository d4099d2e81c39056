import { Inject, Injectable } from '@nestjs/common';
import type { Contract } from '#events';
import { newUuid, publicId, recordAuditEntry, secretContext, type Author, type Prisma } from '#persistence';
import {
  exportPublicKey,
  exportSecret,
  generateKey,
  importKey,
  isSchemeName,
  parseKey,
  seal,
  serializeKey,
  unseal,
  type MasterKeys,
} from '#signing';
import { MASTER_KEYS } from '../core/tokens.js';
import { createdSecret, endedSecret, type SecretOwner } from './audited-secret.js';
import type { NewSecret, SecretRow } from './secret-row.js';
import type { SecretDto } from './secrets.dto.js';

type Transaction = Prisma.TransactionClient;

/** Makes secrets, seals them for storage and opens them to be shown. */
@Injectable()
export class SecretVault {
  constructor(@Inject(MASTER_KEYS) private readonly masterKeys: MasterKeys) {}

  /**
   * A new secret, or the one that is given as `text`; undefined for a scheme that signs nothing.
   *
   * @throws InvalidKeyError when `text` is no key of the scheme
   */
  mint(scheme: string | undefined, text?: string): NewSecret | undefined {
    if (scheme === undefined || scheme === 'none') return undefined;
    if (!isSchemeName(scheme)) throw new Error(`bug: a contract names the unknown signature scheme "${scheme}"`);
    const key = text === undefined ? generateKey(scheme) : importKey(scheme, text);
    const id = newUuid();
    return {
      id,
      scheme,
      sealed: seal(this.masterKeys, serializeKey(key), secretContext(id)),
      ...(key.type === 'hmac'
        ? { publicKey: null, keyId: null }
        : { publicKey: exportPublicKey(key, 'pem'), keyId: key.keyId }),
    };
  }

  show(row: SecretRow): SecretDto {
    return { ...this.describe(row), ...(row.publicKey === null && { secret: this.#open(row) }) };
  }

  /** Everything but the value, for whoever may not sign with it. */
  describe(row: SecretRow) {
    return {
      id: publicId('secret', row.id),
      scheme: row.scheme,
      ...publicHalf(row),
      createdAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt?.toISOString() ?? null,
    };
  }

  /** Ends the secrets of schemes that the contract does not know, and begins one where none is left. */
  async fit(transaction: Transaction, author: Author, endpoint: SecretOwner, contract: Contract): Promise<void> {
    const now = new Date();
    const active = { endpointId: endpoint.id, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
    const unknown = { ...active, scheme: { notIn: [...contract.signatureSchemes] } };
    const ending = await transaction.secret.findMany({ where: unknown });
    await transaction.secret.updateMany({ where: unknown, data: { expiresAt: now } });
    for (const held of ending) await recordAuditEntry(transaction, author, endedSecret(endpoint, held, now));
    if ((await transaction.secret.count({ where: active })) > 0) return;
    const secret = this.mint(contract.signatureSchemes[0]);
    if (secret === undefined) return;
    await transaction.secret.create({ data: { ...secret, endpointId: endpoint.id } });
    await recordAuditEntry(transaction, author, createdSecret(endpoint, secret));
  }

  #open({ id, sealed }: SecretRow): string {
    const key = parseKey(unseal(this.masterKeys, sealed, secretContext(id)));
    if (key.type !== 'hmac') throw new Error(`bug: the secret ${id} is asymmetric and has no public key`);
    return exportSecret(key);
  }
}

function publicHalf({ publicKey, keyId }: SecretRow): Pick<SecretDto, 'publicKey' | 'keyId'> {
  return { ...(publicKey !== null && { publicKey }), ...(keyId !== null && { keyId }) };
}

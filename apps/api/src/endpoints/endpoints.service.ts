import type { Limits } from '#config';
import { Inject, Injectable } from '@nestjs/common';
import {
  Prisma,
  cancelOwedDeliveries,
  isEndpointOwed,
  newUuid,
  pageOf,
  recordAuditEntry,
  noteLaneEdits,
  reorderLane,
  replaceSubscriptions,
  type Author,
  type Database,
  type Page,
  type ListRequest,
} from '#persistence';
import { isDeepStrictEqual } from 'node:util';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { refuseGoneApplication } from '../applications/gone-application.js';
import { holdQuota } from '../core/hold-quota.js';
import { DATABASE, LIMITS } from '../core/tokens.js';
import { createdSecret } from '../secrets/audited-secret.js';
import { SecretVault } from '../secrets/secret-vault.js';
import { auditedEndpoint } from './audited-endpoint.js';
import { toNewSubscription } from './check-subscriptions.js';
import type { EndpointFields, EndpointRow } from './endpoint-fields.js';
import { EndpointLookup, lockEndpoint, withSubscriptions } from './endpoint-lookup.js';
import { EndpointSettings, type CheckedSettings, type HeldSettings } from './endpoint-settings.js';
import { toDto } from './endpoint-to-dto.js';
import { deliveriesPending, warningsOfUrl } from './endpoint-warnings.js';
import type { CreatedEndpointDto, EndpointDto, UpdatedEndpointDto } from './endpoints.dto.js';

@Injectable()
export class EndpointsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly lookup: EndpointLookup,
    private readonly settings: EndpointSettings,
    private readonly vault: SecretVault,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  /** Creates it with a secret of its contract's default scheme, unless that scheme signs nothing. */
  async create(author: Author, application: ApplicationRef, fields: EndpointFields): Promise<CreatedEndpointDto> {
    const checked = await this.settings.check(application, fields, {});
    const secret = this.vault.mint(checked.contract.signatureSchemes[0]);
    const endpoint = { id: newUuid(), applicationId: application.id };
    const data = {
      ...columnsOf(checked, fields),
      ...endpoint,
      name: fields.name ?? new URL(checked.url).hostname,
      ordering: fields.ordering ?? checked.contract.ordering,
      ...(secret !== undefined && { secrets: { create: [secret] } }),
    };
    const row = await this.database.prisma
      .$transaction(async (transaction) => {
        await this.#holdQuota(transaction, application);
        await transaction.endpoint.create({ data });
        await replaceSubscriptions(transaction, endpoint, (checked.subscriptions ?? []).map(toNewSubscription));
        const include = { ...withSubscriptions, secrets: true };
        const created = await transaction.endpoint.findUniqueOrThrow({ where: { id: endpoint.id }, include });
        await recordAuditEntry(transaction, author, auditedEndpoint('endpoint.create', null, created));
        if (secret !== undefined) await recordAuditEntry(transaction, author, createdSecret(created, secret));
        return created;
      })
      .catch(refuseGoneApplication);
    const secrets = row.secrets.map((held) => this.vault.show(held));
    return { ...toDto(row), warnings: warningsOfUrl(row.url), secrets };
  }

  async list(application: ApplicationRef, request: ListRequest): Promise<Page<EndpointDto>> {
    const { limit, cursor } = request;
    const backwards = cursor?.direction === 'before';
    const rows = await this.database.prisma.endpoint.findMany({
      where: {
        applicationId: application.id,
        ...(cursor !== undefined && { id: backwards ? { gt: cursor.key } : { lt: cursor.key } }),
      },
      include: withSubscriptions,
      orderBy: { id: backwards ? 'asc' : 'desc' },
      take: limit + 1,
    });
    return pageOf(rows, request, (row) => row.id, toDto);
  }

  async get(application: ApplicationRef, id: string): Promise<EndpointDto> {
    return toDto(await this.lookup.find(application, id));
  }

  /**
   * Changes what the fields name; attempts from the next one on follow. Under another contract that does not know
   * the signature scheme of the endpoint's secrets, they end at once and a new one begins.
   */
  async update(
    author: Author,
    application: ApplicationRef,
    id: string,
    fields: EndpointFields,
  ): Promise<UpdatedEndpointDto> {
    const held = await this.lookup.find(application, id);
    const checked = await this.settings.check(application, fields, settingsOf(held));
    const row = await this.database.change(async (transaction) => {
      const before = await lockEndpoint(transaction, held.id);
      if (!isDeepStrictEqual(settingsOf(before), settingsOf(held))) return undefined;
      if (checked.subscriptions !== undefined) {
        await replaceSubscriptions(transaction, held, checked.subscriptions.map(toNewSubscription));
      }
      const updated = await transaction.endpoint.update({
        where: { id: held.id },
        data: {
          ...columnsOf(checked, fields),
          ...(fields.name !== undefined && { name: fields.name }),
          ...(fields.ordering !== undefined && { ordering: fields.ordering }),
        },
        include: withSubscriptions,
      });
      if (updated.ordering !== before.ordering) await this.#reorder(transaction, held.id);
      await recordAuditEntry(transaction, author, auditedEndpoint('endpoint.update', before, updated));
      if (fields.contract !== undefined) await this.vault.fit(transaction, author, updated, checked.contract);
      return updated;
    });
    // Somebody changed it while these fields were judged: what they are laid over has become another.
    if (row === undefined) return this.update(author, application, id, fields);
    return { ...toDto(row), warnings: await this.#warningsOfChange(fields, held, row) };
  }

  async #reorder(transaction: Prisma.TransactionClient, id: string): Promise<void> {
    await reorderLane(transaction, id);
    await noteLaneEdits(transaction, [id]);
  }

  /** Deletes it and cancels what it is owed; what was delivered stays on record. */
  async delete(author: Author, application: ApplicationRef, id: string): Promise<void> {
    const held = await this.lookup.find(application, id);
    await this.database.change(async (transaction) => {
      const before = await lockEndpoint(transaction, held.id);
      await transaction.endpoint.delete({ where: { id: held.id } });
      await noteLaneEdits(transaction, [held.id]);
      await recordAuditEntry(transaction, author, auditedEndpoint('endpoint.delete', before, null));
    });
    await cancelOwedDeliveries(this.database.reads, held.id, 'cancelled');
  }

  /** Of a URL that was sent; what stays as it was has been warned of before. */
  async #warningsOfChange({ url }: EndpointFields, before: EndpointRow, after: EndpointRow) {
    if (url === undefined) return [];
    const isRerouted = after.url !== before.url && (await isEndpointOwed(this.database.reads, after.id));
    return [...warningsOfUrl(after.url), ...(isRerouted ? [deliveriesPending] : [])];
  }

  #holdQuota(transaction: Prisma.TransactionClient, { id }: ApplicationRef): Promise<void> {
    return holdQuota(transaction, {
      name: `endpoints of ${id}`,
      max: this.limits.maxEndpoints,
      count: (take) => transaction.endpoint.count({ where: { applicationId: id }, take }),
      code: 'too_many_endpoints',
      of: 'endpoints in an application',
    });
  }
}

function settingsOf(row: EndpointRow): HeldSettings {
  return {
    url: row.url,
    contract: row.contract,
    contractOptions: row.contractOptions as Record<string, unknown>,
    contractValues: row.contractValues as Record<string, string>,
    retryPolicy: row.retryPolicy as CheckedSettings['retryPolicy'],
    headers: row.headers as Record<string, string>,
  };
}

function columnsOf(checked: CheckedSettings, fields: EndpointFields) {
  const { description, timeoutMs, successStatuses, rateLimit, maxConcurrency, metadata } = fields;
  return {
    url: checked.url,
    contract: checked.contract.name,
    contractOptions: checked.contractOptions as Prisma.InputJsonObject,
    contractValues: checked.contractValues,
    retryPolicy: checked.retryPolicy as Prisma.InputJsonValue,
    headers: checked.headers,
    ...(description !== undefined && { description }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(successStatuses !== undefined && { successStatuses: [...successStatuses] }),
    ...(rateLimit !== undefined && { rateLimit: rateLimitOf(rateLimit) }),
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    ...(metadata !== undefined && { metadata }),
  };
}

function rateLimitOf(limit: NonNullable<EndpointFields['rateLimit']> | null) {
  if (limit === null) return Prisma.DbNull;
  return { perSecond: limit.perSecond, burst: limit.burst ?? Math.max(1, Math.ceil(limit.perSecond)) };
}

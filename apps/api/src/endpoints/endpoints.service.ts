import type { Limits } from '#config';
import { Inject, Injectable } from '@nestjs/common';
import { contractOf, type Contract } from '#events';
import {
  Prisma,
  cancelOwedDeliveries,
  newUuid,
  pageOf,
  publicId,
  reorderLane,
  replaceSubscriptions,
  type Database,
  type Page,
  type PageRequest,
} from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { holdQuota } from '../core/hold-quota.js';
import { DATABASE, LIMITS } from '../core/tokens.js';
import { ProblemError } from '../http/problem-error.js';
import { RawJson } from '../http/raw-json.js';
import { SecretVault } from '../secrets/secret-vault.js';
import { toNewSubscription } from './check-subscriptions.js';
import type { EndpointFields, EndpointRow } from './endpoint-fields.js';
import { EndpointLookup } from './endpoint-lookup.js';
import { EndpointSettings, type CheckedSettings } from './endpoint-settings.js';
import type { CreatedEndpointDto, EndpointDto } from './endpoints.dto.js';

const withSubscriptions = { subscriptions: { orderBy: { eventType: 'asc' } } } as const;

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
  async create(application: ApplicationRef, fields: EndpointFields): Promise<CreatedEndpointDto> {
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
        return transaction.endpoint.findUniqueOrThrow({ where: { id: endpoint.id }, include });
      })
      .catch(refuseGoneApplication);
    return { ...toDto(row), secrets: row.secrets.map((held) => this.vault.show(held)) };
  }

  async list(application: ApplicationRef, request: PageRequest): Promise<Page<EndpointDto>> {
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
  async update(application: ApplicationRef, id: string, fields: EndpointFields): Promise<EndpointDto> {
    const held = await this.lookup.find(application, id);
    const checked = await this.settings.check(application, fields, {
      url: held.url,
      contract: held.contract,
      contractOptions: held.contractOptions as Record<string, unknown>,
      contractValues: held.contractValues as Record<string, string>,
      retryPolicy: held.retryPolicy as CheckedSettings['retryPolicy'],
      headers: held.headers as Record<string, string>,
    });
    const row = await this.database.prisma.$transaction(async (transaction) => {
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
      if (fields.ordering !== undefined) await reorderLane(transaction, held.id);
      if (fields.contract !== undefined) await this.vault.fit(transaction, held.id, checked.contract);
      return updated;
    });
    return toDto(row);
  }

  /** Deletes it and cancels what it is owed; what was delivered stays on record. */
  async delete(application: ApplicationRef, id: string): Promise<void> {
    const { prisma, reads } = this.database;
    const held = await this.lookup.find(application, id);
    await prisma.endpoint.deleteMany({ where: { id: held.id } });
    await cancelOwedDeliveries(reads, held.id, 'cancelled');
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

/** The application was deleted between its look-up and this. */
function refuseGoneApplication(error: unknown): never {
  const gone = error instanceof Error && 'code' in error && error.code === 'P2003';
  throw gone ? new ProblemError('application_not_found') : error;
}

export function toDto(row: EndpointRow) {
  return {
    id: publicId('endpoint', row.id),
    url: row.url,
    name: row.name,
    description: row.description,
    subscriptions: row.subscriptions.map(({ eventType, filter }) => ({
      eventType,
      ...(filter !== null && { filter: new RawJson(filter) }),
    })),
    contract: row.contract,
    contractOptions: row.contractOptions,
    contractValues: row.contractValues,
    retryPolicy: row.retryPolicy,
    timeoutMs: row.timeoutMs ?? contractOfRow(row).timeoutMs,
    successStatuses: row.successStatuses,
    ordering: row.ordering,
    rateLimit: row.rateLimit,
    maxConcurrency: row.maxConcurrency,
    headers: row.headers,
    metadata: row.metadata,
    state: row.state,
    stateReason: row.stateReason,
    stateSince: row.stateSince.toISOString(),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function contractOfRow({ contract }: EndpointRow): Contract {
  const found = contractOf(contract);
  if (found === undefined) throw new Error(`bug: the contract "${contract}" was stored unchecked`);
  return found;
}

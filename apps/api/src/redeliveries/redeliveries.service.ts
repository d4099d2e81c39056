import { Inject, Injectable } from '@nestjs/common';
import { LANE_WAKER, type LaneWaker } from '#lanes';
import {
  countRedelivery,
  databaseNow,
  findRedelivery,
  findUnknownPatterns,
  finishStop,
  firstUuidAt,
  isUniqueViolation,
  listRedeliveries,
  newUuid,
  pageOf,
  parsePublicId,
  recordAuditEntry,
  stopRedelivery,
  type Author,
  type CountedRedelivery,
  type Database,
  type ListedRedelivery,
  type Page,
  type ListRequest,
} from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { DATABASE, RETENTION_DAYS } from '../core/tokens.js';
import { EndpointLookup } from '../endpoints/endpoint-lookup.js';
import { ProblemError, validationFailed } from '../http/problem-error.js';
import { auditedStart, auditedStop } from './audited-redelivery.js';
import type { RedeliveryDto, RedeliveryPreviewDto } from './redeliveries.dto.js';
import { faultAt, readRequest, type RedeliveryFields, type RedeliveryRequest } from './redelivery-request.js';
import { matchedOf, toPreviewDto, toRedeliveryDto } from './to-redelivery-dto.js';

/**
 * Deliveries that are looked at to tell what a redelivery is for, and events, which cost a look at their deliveries
 * each: a second's work at most. Of more the rest is estimated.
 */
const maxCounted = { deliveries: 100_000, events: 20_000 };

/** A request that was judged, with the moment of it. */
interface Counted {
  readonly endpointId: string;
  readonly request: RedeliveryRequest;
  readonly counted: CountedRedelivery;
  readonly now: Date;
}

/** Bulk redelivery: the jobs. What they owe is made and sent by dispatchers. */
@Injectable()
export class RedeliveriesService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LANE_WAKER) private readonly waker: LaneWaker,
    @Inject(RETENTION_DAYS) private readonly retentionDays: number,
    private readonly endpoints: EndpointLookup,
  ) {}

  /** Counts what a redelivery would send; writes nothing. */
  async preview(
    application: ApplicationRef,
    endpoint: string,
    fields: RedeliveryFields,
  ): Promise<RedeliveryPreviewDto> {
    const { request, counted } = await this.#count(application, endpoint, fields);
    return toPreviewDto(request, counted);
  }

  async create(
    author: Author,
    application: ApplicationRef,
    endpoint: string,
    fields: RedeliveryFields,
  ): Promise<RedeliveryDto> {
    const { endpointId, request, counted, now } = await this.#count(application, endpoint, fields);
    const redelivery = { ...request, id: newUuid(), endpointId };
    await this.database.prisma
      .$transaction(async (transaction) => {
        await transaction.redelivery.create({
          data: {
            ...redelivery,
            ...matchedOf(request, counted),
            eventTypes: [...request.eventTypes],
            reached: firstUuidAt(request.since.getTime()),
            createdAt: now,
          },
        });
        await recordAuditEntry(transaction, author, auditedStart(application, redelivery));
      })
      .catch(refuseSecondOrGone);
    this.waker.wake([endpointId]);
    return toRedeliveryDto(await this.#find(endpointId, redelivery.id));
  }

  async list(application: ApplicationRef, endpoint: string, request: ListRequest): Promise<Page<RedeliveryDto>> {
    const { id } = await this.endpoints.find(application, endpoint);
    const rows = await listRedeliveries(this.database.reads, id, request);
    return pageOf(rows, request, (row) => row.id, toRedeliveryDto);
  }

  async get(application: ApplicationRef, endpoint: string, id: string): Promise<RedeliveryDto> {
    const { id: endpointId } = await this.endpoints.find(application, endpoint);
    return toRedeliveryDto(await this.#find(endpointId, parsePublicId('redelivery', id)));
  }

  /** Sends nothing more of it: what it still owes is cancelled. One that has ended stays as it is. */
  async stop(author: Author, application: ApplicationRef, endpoint: string, id: string): Promise<RedeliveryDto> {
    const { id: endpointId } = await this.endpoints.find(application, endpoint);
    const held = await this.#find(endpointId, parsePublicId('redelivery', id));
    await this.database.transaction(async (transaction) => {
      if (!(await stopRedelivery(transaction, held.id))) return;
      await recordAuditEntry(transaction, author, auditedStop(application, held));
    });
    await finishStop(this.database, held.id, endpointId);
    return toRedeliveryDto(await this.#find(endpointId, held.id));
  }

  async #count(application: ApplicationRef, endpoint: string, fields: RedeliveryFields): Promise<Counted> {
    const { id: endpointId } = await this.endpoints.find(application, endpoint);
    const now = await databaseNow(this.database.reads);
    const request = await this.#judge(fields, now);
    const counted = await countRedelivery(this.database.reads, {
      endpointId,
      status: request.status,
      eventTypes: request.eventTypes,
      after: firstUuidAt(request.since.getTime()),
      before: firstUuidAt(request.until.getTime()),
      limit: request.status === 'missing' ? maxCounted.events : maxCounted.deliveries,
      endedBy: now,
    });
    return { endpointId, request, counted, now };
  }

  /** @throws ProblemError with a pointer to every fault */
  async #judge(fields: RedeliveryFields, now: Date): Promise<RedeliveryRequest> {
    const { request, faults } = readRequest(fields, now, this.retentionDays);
    if (faults.length > 0) throw validationFailed(faults);
    const unknown = new Set(await findUnknownPatterns(this.database.reads, request.eventTypes));
    const unknownAt = request.eventTypes.flatMap((pattern, index) =>
      faultAt(index, unknown.has(pattern) ? 'matches no event type of the catalogue' : undefined),
    );
    if (unknownAt.length > 0) throw validationFailed(unknownAt);
    return request;
  }

  async #find(endpointId: string, id: string | undefined): Promise<ListedRedelivery> {
    const row = id === undefined ? undefined : await findRedelivery(this.database.reads, endpointId, id);
    if (row === undefined) throw new ProblemError('redelivery_not_found');
    return row;
  }
}

/** Another of the endpoint is at work; or the endpoint was deleted between its look-up and this. */
function refuseSecondOrGone(error: unknown): never {
  if (isUniqueViolation(error)) throw new ProblemError('redelivery_running');
  const gone = error instanceof Error && 'code' in error && error.code === 'P2003';
  throw gone ? new ProblemError('endpoint_not_found') : error;
}

import { Inject, Injectable } from '@nestjs/common';
import {
  cancelDelivery,
  examinedPageOf,
  findAttempt,
  findDelivery,
  listApplicationAttempts,
  listAttempts,
  listDeliveries,
  pageOf,
  parsePublicId,
  publicId,
  readAttemptsMade,
  recordAuditEntry,
  redeliverDelivery,
  uuidTimeMs,
  type AttemptFilter,
  type AuditAction,
  type AuditedChange,
  type Author,
  type Database,
  type DeliveryFilter,
  type FoundDelivery,
  type ListedDelivery,
  type Page,
  type ListRequest,
} from '#persistence';
import type { DeliveryState } from '#events';
import { LANE_WAKER, type LaneWaker } from '#lanes';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { changesBetween } from '../audit/changes-between.js';
import { DATABASE } from '../core/tokens.js';
import { ProblemError } from '../http/problem-error.js';
import type { AttemptDto, AttemptSummaryDto } from './attempts.dto.js';
import type { DeliveryDto, ListedDeliveryDto } from './deliveries.dto.js';
import { maxAttemptsShown, plannedAttempts } from './planned-attempts.js';
import { toAttemptDto, toAttemptSummaryDto, toMadeAttemptDto } from './to-attempt-dto.js';

@Injectable()
export class DeliveriesService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LANE_WAKER) private readonly waker: LaneWaker,
  ) {}

  async list(
    application: ApplicationRef,
    filter: DeliveryFilter,
    request: ListRequest,
  ): Promise<Page<ListedDeliveryDto>> {
    const examined = await listDeliveries(this.database.reads, application.id, filter, request);
    return examinedPageOf(examined, request, (row) => row.key, toDto);
  }

  async get(application: ApplicationRef, id: string): Promise<DeliveryDto> {
    return this.#show(await this.#find(application, id));
  }

  async attempts(application: ApplicationRef, id: string, request: ListRequest): Promise<Page<AttemptDto>> {
    const delivery = await this.#find(application, id);
    const rows = await listAttempts(this.database.reads, delivery.id, request);
    return pageOf(rows, request, (row) => row.id, toAttemptDto);
  }

  async attemptsOf(
    application: ApplicationRef,
    filter: AttemptFilter,
    request: ListRequest,
  ): Promise<Page<AttemptSummaryDto>> {
    const examined = await listApplicationAttempts(this.database.reads, application.id, filter, request);
    return examinedPageOf(examined, request, (row) => row.id, toAttemptSummaryDto);
  }

  async attempt(application: ApplicationRef, id: string): Promise<AttemptDto> {
    const uuid = parsePublicId('attempt', id);
    const row = uuid === undefined ? undefined : await findAttempt(this.database.reads, application.id, uuid);
    if (row === undefined) throw new ProblemError('attempt_not_found');
    return toAttemptDto(row);
  }

  /** Makes the delivery due now, whether it has ended or waits for its next attempt. */
  async redeliver(author: Author, application: ApplicationRef, id: string): Promise<DeliveryDto> {
    const delivery = await this.#find(application, id);
    await this.database.transaction(async (transaction) => {
      if (!(await redeliverDelivery(transaction, delivery.id))) throw new ProblemError('endpoint_deleted');
      await recordAuditEntry(transaction, author, audited('delivery.redeliver', application, delivery, 'pending'));
    });
    this.waker.wake([delivery.endpointId]);
    return this.#show(await this.#find(application, id));
  }

  async cancel(author: Author, application: ApplicationRef, id: string): Promise<DeliveryDto> {
    const delivery = await this.#find(application, id);
    await this.database.transaction(async (transaction) => {
      if (!(await cancelDelivery(transaction, delivery.id))) {
        throw new ProblemError('delivery_not_pending', { detail: `The delivery is ${delivery.state}` });
      }
      await recordAuditEntry(transaction, author, audited('delivery.cancel', application, delivery, 'cancelled'));
    });
    return this.#show(await this.#find(application, id));
  }

  /** With its schedule so far and to come. */
  async #show(row: FoundDelivery): Promise<DeliveryDto> {
    const made = await readAttemptsMade(this.database.reads, row.id, maxAttemptsShown);
    return { ...toDto(row), scheduleSoFar: made.map(toMadeAttemptDto), schedule: plannedAttempts(row) };
  }

  async #find(application: ApplicationRef, id: string): Promise<FoundDelivery> {
    const uuid = parsePublicId('delivery', id);
    const delivery = uuid === undefined ? undefined : await findDelivery(this.database.reads, application.id, uuid);
    if (delivery === undefined) throw new ProblemError('delivery_not_found');
    return delivery;
  }
}

function audited(
  action: AuditAction,
  application: ApplicationRef,
  { id, state }: FoundDelivery,
  after: DeliveryState,
): AuditedChange {
  return {
    action,
    resource: { type: 'delivery', id: publicId('delivery', id) },
    applicationId: application.id,
    changes: changesBetween({ state }, { state: after }),
  };
}

function toDto(row: ListedDelivery) {
  return {
    id: publicId('delivery', row.id),
    state: row.state,
    eventId: publicId('event', row.eventId),
    eventType: row.eventType,
    endpointId: publicId('endpoint', row.endpointId),
    attemptCount: row.attemptCount,
    lastOutcome: row.lastOutcome,
    lastStatus: row.lastStatus,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    createdAt: new Date(uuidTimeMs(row.id)).toISOString(),
    firstAttemptAt: row.firstAttemptAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

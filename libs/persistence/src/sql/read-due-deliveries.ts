import type { Queryable } from '../database.js';
import { plainArray } from './array-parameter.js';

/** A place in a lane, in the order of due time and event. */
export interface LanePosition {
  readonly dueAt: Date;
  readonly eventId: string;
}

export const startOfLane: LanePosition = { dueAt: new Date(0), eventId: '00000000-0000-0000-0000-000000000000' };

export interface LaneRead {
  readonly endpointId: string;
  /** The first place that is read. */
  readonly from: LanePosition;
  readonly limit: number;
  /** Events that are left out, because they are being sent just now. */
  readonly except: readonly string[];
}

/** One delivery that is due, with its event. */
export interface DueDelivery {
  readonly deliveryId: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly eventType: string;
  /** Null when it is heavier than a page holds; `readPayloads` has it. */
  readonly payload: string | null;
  /** Null when the event is gone though something of it is owed: a fault, which must not stop the lane. */
  readonly payloadBytes: number | null;
  readonly occurredAt: Date;
  /** Attempts since the delivery was emitted or last redelivered: what its retry policy counts. */
  readonly attemptCount: number;
  readonly earlierAttempts: number;
  readonly firstAttemptAt: Date | null;
  readonly position: LanePosition;
  /** The redelivery that owes it, in the bulk lane; null in the lane itself. */
  readonly redeliveryId: string | null;
}

/** A row of owed_delivery with its event, as the statements of both kinds of lane select it. */
export interface DueDeliveryRow {
  delivery_id: string;
  endpoint_id: string;
  event_id: string;
  type: string;
  payload: string | null;
  payload_bytes: number | null;
  occurred_at: Date;
  attempt_count: number;
  earlier_attempts: number;
  first_attempt_at: Date | null;
  due_at: Date;
  redelivery_id: string | null;
}

/** A payload of more bytes is not read with its page: pages of a hundred MiB would be held by every busy lane. */
const maxPageBytes = 8 * 1024;

/** The payload of `event` as e, if it may stand in a page, and its size, which is read without reading the payload. */
export const pagePayload = `case when octet_length(e.payload) <= ${maxPageBytes} then e.payload end as payload,
             octet_length(e.payload) as payload_bytes`;

/**
 * One page of each lane, in one statement. The page is ordered by the columns of owed_delivery_lane_idx, so it is
 * one index range per lane, however long the lane or the history; events are fetched by primary key. What stands in
 * bulk lanes is in no such range.
 */
export async function readDueDeliveries(
  db: Queryable,
  reads: readonly LaneRead[],
): Promise<(readonly DueDelivery[])[]> {
  const { rows } = await db.query<DueDeliveryRow & { lane: number }>({
    name: 'read-due-deliveries',
    text: `
      with lane as materialized (
        select endpoint_id, from_due_at, from_event_id, page, excepted::uuid[] as excepted, lane::int
        from unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::int[], $5::text[]) with ordinality
          as l(endpoint_id, from_due_at, from_event_id, page, excepted, lane)
      )
      select l.lane, o.delivery_id, l.endpoint_id, o.event_id, coalesce(e.type, '') as type,
             ${pagePayload},
             coalesce(e.occurred_at, o.due_at) as occurred_at,
             o.attempt_count, o.earlier_attempts, o.first_attempt_at, o.due_at, null as redelivery_id
      from lane l
      cross join lateral (
        select * from postrider.owed_delivery o
        where o.endpoint_id = l.endpoint_id and o.redelivery_id is null and o.due_at <= now()
          and (o.due_at, o.event_id) >= (l.from_due_at, l.from_event_id)
          and o.event_id <> all (l.excepted)
        order by o.due_at, o.event_id
        limit l.page
      ) o
      left join lateral (select * from postrider.event where id = o.event_id limit 1) e on true
      order by l.lane, o.due_at, o.event_id`,
    values: [
      plainArray(reads.map((read) => read.endpointId)),
      plainArray(reads.map((read) => read.from.dueAt.toISOString())),
      plainArray(reads.map((read) => read.from.eventId)),
      plainArray(reads.map((read) => read.limit)),
      reads.map((read) => plainArray(read.except)),
    ],
  });
  const pages: DueDelivery[][] = reads.map(() => []);
  for (const row of rows) pages[row.lane - 1]?.push(toDueDelivery(row));
  return pages;
}

export function toDueDelivery(row: DueDeliveryRow): DueDelivery {
  return {
    deliveryId: row.delivery_id,
    endpointId: row.endpoint_id,
    eventId: row.event_id,
    eventType: row.type,
    payload: row.payload,
    payloadBytes: row.payload_bytes,
    occurredAt: row.occurred_at,
    attemptCount: row.attempt_count,
    earlierAttempts: row.earlier_attempts,
    firstAttemptAt: row.first_attempt_at,
    position: { dueAt: row.due_at, eventId: row.event_id },
    redeliveryId: row.redelivery_id,
  };
}

import type { Queryable } from '../database.js';
import { candidatesOf, rangeValues, type RedeliveryRange } from './redelivery-candidates.js';

export interface EnqueuedRedelivery {
  /** The last id that was looked at; null when that is all of the range. */
  readonly reach: string | null;
  readonly enqueued: number;
  /** Candidates that were made owed by somebody else just now, or whose event is gone. */
  readonly skipped: number;
}

/**
 * Makes what a range holds owed in the bulk lane, due now. Deliveries that have ended begin anew as by a single
 * redelivery: their policy starts over, their attempts are numbered on. Of `missing` events the deliveries are made.
 *
 * Inserts into owed_delivery, and locks the deliveries that it reopens; one that moved meanwhile is left as it is.
 */
export async function enqueueRedelivery(
  transaction: Queryable,
  redeliveryId: string,
  range: RedeliveryRange,
): Promise<EnqueuedRedelivery> {
  const kind = range.status === 'missing' ? 'missing' : range.status === 'failed' ? 'failed' : 'ended';
  const { rows } = await transaction.query<EnqueuedRedelivery>({
    name: `enqueue-redelivery-${kind}`,
    text: `${candidatesOf(range.status)}, ${range.status === 'missing' ? makeDeliveries : reopenDeliveries}, lane as (
      insert into postrider.owed_delivery (endpoint_id, event_id, delivery_id, due_at, earlier_attempts, ordering_key,
                                           redelivery_id)
      select e.id, owed.event_id, owed.delivery_id, date_trunc('milliseconds', now()), owed.attempt_count,
             case e.ordering when 'fifo' then coalesce(owed.ordering_key, '') end, $8::uuid
      from owed join postrider.endpoint e on e.id = $1
    )
    select (select id from reach) as reach, (select count(*)::int from owed) as enqueued,
           (select count(*)::int from candidate) - (select count(*)::int from owed) as skipped`,
    values: [...rangeValues(range), redeliveryId],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('bug: an aggregate answered nothing');
  return row;
}

/** Checked again under its lock: who redelivered it meanwhile has made it owed. */
const reopenDeliveries = `
    owed as (
      update postrider.delivery d set state = 'pending', finished_at = null, failed_at = null
      from candidate c join postrider.event v on v.id = c.event_id
      where d.id = c.delivery_id and d.state = $6
      returning d.event_id, d.id as delivery_id, d.attempt_count, v.ordering_key
    )`;

const makeDeliveries = `
    owed as materialized (
      select event_id, event_type, postrider.delivery_id(event_id) as delivery_id, 0 as attempt_count, ordering_key
      from candidate
    ), made as (
      insert into postrider.delivery (id, application_id, endpoint_id, event_id, event_type)
      select owed.delivery_id, e.application_id, e.id, owed.event_id, owed.event_type
      from owed join postrider.endpoint e on e.id = $1
    )`;

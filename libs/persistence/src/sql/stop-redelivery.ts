import type { Queryable } from '../database.js';
import { countEnded } from './count-ended.js';

/** Deliveries of one statement: bounds how long its row locks last. */
const chunk = 2_000;

/**
 * Nothing more is made owed by a redelivery; waits for the feeder that may be at work. False of one that is not running:
 * it stays as it is.
 */
export async function stopRedelivery(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'stop-redelivery',
    text: `update postrider.redelivery set state = 'stopping' where id = $1 and state = 'running'`,
    values: [id],
  });
  return rowCount === 1;
}

/**
 * Cancels what a redelivery that is being stopped still owes, in statements of 2,000, and ends it. What is being sent
 * just now is cancelled too: its attempt is logged, and changes nothing any more. May be run by several at once, and
 * again when whoever began it died.
 *
 * Walks owed_delivery_bulk_idx; locks in the order of recording: owed_delivery first.
 */
export async function cancelStoppedRedelivery(db: Queryable, id: string, endpointId: string): Promise<void> {
  for (;;) {
    const { rows } = await db.query<{ cancelled: number }>({
      name: 'cancel-stopped-redelivery',
      text: `
        with target as (
          select event_id from postrider.owed_delivery
          where endpoint_id = $2 and redelivery_id = $1
          order by due_at, event_id limit $3
          for update
        ), removed as (
          delete from postrider.owed_delivery owed using target t
          where owed.endpoint_id = $2 and owed.event_id = t.event_id
          returning owed.delivery_id, owed.attempt_count + owed.earlier_attempts as attempt_count,
                    owed.first_attempt_at, owed.last_outcome, owed.last_status
        ), ended as (
          update postrider.delivery d
          set state = 'cancelled', finished_at = now(), attempt_count = r.attempt_count,
              first_attempt_at = coalesce(r.first_attempt_at, d.first_attempt_at),
              last_outcome = coalesce(r.last_outcome, d.last_outcome),
              last_status = case when r.last_outcome is null then d.last_status else r.last_status end
          from removed r where d.id = r.delivery_id
        ), counted as (${countEnded('select $2::uuid as endpoint_id from removed', `'cancelled'`)})
        select count(*)::int as cancelled from removed`,
      values: [id, endpointId, chunk],
    });
    if ((rows[0]?.cancelled ?? 0) < chunk) break;
  }
  await db.query({
    name: 'end-stopped-redelivery',
    text: `update postrider.redelivery set state = 'stopped', finished_at = now() where id = $1 and state = 'stopping'`,
    values: [id],
  });
}

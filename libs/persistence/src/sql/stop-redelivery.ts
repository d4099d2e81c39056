import type { Queryable } from '../database.js';
import { countEnded } from './count-ended.js';

/** Deliveries of one statement: bounds how long its row locks last. */
const chunk = 2_000;

/**
 * Nothing more is made owed by a redelivery; waits for the feeder that may be at work. False of one that is not running:
 * it stays as it is. Locks its row.
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
 * Cancels the next 2,000 that a redelivery which is being stopped still owes. What is being sent just now is cancelled
 * too: its attempt is logged, and changes nothing any more. False when that was all of it.
 *
 * Walks owed_delivery_bulk_idx; deletes and updates by primary key. Locks in the order of recording, owed_delivery
 * first, but its rows in another: a deadlock with a dispatcher is possible, and is to be tried again.
 */
export async function cancelStoppedDeliveries(
  transaction: Queryable,
  id: string,
  endpointId: string,
): Promise<boolean> {
  const { rows } = await transaction.query<{ cancelled: number }>({
    name: 'cancel-stopped-deliveries',
    text: `
      with target as materialized (
        select event_id from postrider.owed_delivery
        where endpoint_id = $2 and redelivery_id = $1
        order by due_at, event_id limit $3
        for update
      ), removed as (
        delete from postrider.owed_delivery owed
        where owed.endpoint_id = $2 and owed.event_id = any (array(select event_id from target))
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
  return (rows[0]?.cancelled ?? 0) === chunk;
}

/** Ends a redelivery that is being stopped and owes nothing any more. */
export async function endStoppedRedelivery(db: Queryable, id: string): Promise<void> {
  await db.query({
    name: 'end-stopped-redelivery',
    text: `update postrider.redelivery set state = 'stopped', finished_at = now() where id = $1 and state = 'stopping'`,
    values: [id],
  });
}

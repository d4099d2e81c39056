import type { Queryable } from '../database.js';
import { countEnded } from './count-ended.js';

/**
 * Ends a delivery that is owed. False when it is not. One that is being sent just now is cancelled too: its attempt
 * is logged, and changes nothing any more. Locks the two rows in the order of recording: owed_delivery first.
 */
export async function cancelDelivery(db: Queryable, deliveryId: string): Promise<boolean> {
  const { rows } = await db.query<{ cancelled: boolean }>({
    name: 'cancel-delivery',
    text: `
      with removed as (
        delete from postrider.owed_delivery where delivery_id = $1
        returning delivery_id, attempt_count + earlier_attempts as attempt_count, first_attempt_at,
               last_outcome, last_status
      ), cancelled as (
        update postrider.delivery d
        set state = 'cancelled', finished_at = now(), attempt_count = r.attempt_count,
            first_attempt_at = coalesce(r.first_attempt_at, d.first_attempt_at),
            last_outcome = coalesce(r.last_outcome, d.last_outcome),
            last_status = case when r.last_outcome is null then d.last_status else r.last_status end
        from removed r where d.id = r.delivery_id
        returning d.id, d.endpoint_id
      ), counted as (${countEnded('select endpoint_id from cancelled', `'cancelled'`)})
      select exists (select from cancelled) as cancelled`,
    values: [deliveryId],
  });
  return rows[0]?.cancelled === true;
}

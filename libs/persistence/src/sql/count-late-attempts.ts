import type { Queryable } from '../database.js';
import { plainArray } from './array-parameter.js';

/** An attempt that moved nothing: its delivery had been ended, or sent by another attempt, before it was recorded. */
export interface LateAttempt {
  readonly deliveryId: string;
}

/**
 * Counts attempts that were logged without moving their deliveries, so that a delivery never counts fewer attempts than
 * its log has. The retry policy of a delivery that is owed again does not count them. Not idempotent, and apart from the
 * statement that logged them: if the connection dies between the two, a count stays one behind.
 *
 * Touches owed_delivery and delivery by primary key or owed_delivery_delivery_id_idx; locks just those rows.
 */
export async function countLateAttempts(db: Queryable, late: readonly LateAttempt[]): Promise<void> {
  await db.query({
    name: 'count-late-attempts',
    text: `
      with late as materialized (
        select delivery_id, count(*)::int as attempts from unnest($1::uuid[]) as l(delivery_id) group by delivery_id
      ), owed as (
        update postrider.owed_delivery o set earlier_attempts = o.earlier_attempts + late.attempts
        from late where o.delivery_id = any ($1::uuid[]) and o.delivery_id = late.delivery_id
      )
      update postrider.delivery d set attempt_count = d.attempt_count + late.attempts
      from late where d.id = any ($1::uuid[]) and d.id = late.delivery_id and d.state <> 'pending'`,
    values: [plainArray(late.map(({ deliveryId }) => deliveryId))],
  });
}

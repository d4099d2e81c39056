import type { Queryable } from '../database.js';
import { countEnded } from './count-ended.js';
import { endDeliveries, endedColumns } from './end-deliveries.js';

/** Deliveries of one statement: bounds how long its row locks last. */
const chunk = 5_000;

/**
 * Ends what is owed to an endpoint, in statements of 5,000. One that is being sent just now ends too, and its attempt
 * is logged all the same. Returns how many were ended.
 *
 * Walks the primary key of owed_delivery from the oldest event on; deletes there and updates delivery by primary
 * key, in the order of dispatchers' own recording: owed_delivery first.
 */
export async function cancelOwedDeliveries(
  db: Queryable,
  endpointId: string,
  state: 'cancelled' | 'discarded',
): Promise<number> {
  let ended = 0;
  for (;;) {
    const { rows } = await db.query<{ ended: number }>({
      name: 'cancel-owed-deliveries',
      text: `
        with target as (
          select event_id from postrider.owed_delivery
          where endpoint_id = $1
          order by event_id limit $3
          for update
        ), removed as (
          delete from postrider.owed_delivery owed using target t
          where owed.endpoint_id = $1 and owed.event_id = t.event_id
          returning ${endedColumns('owed')}
        ), ended as (
          ${endDeliveries('removed', '$2::text')}
        ), counted as (${countEnded('select $1::uuid as endpoint_id from removed', '$2::text')})
        select count(*)::int as ended from removed`,
      values: [endpointId, state, chunk],
    });
    const now = rows[0]?.ended ?? 0;
    ended += now;
    if (now < chunk) return ended;
  }
}

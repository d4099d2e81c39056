import type { Queryable } from '../database.js';
import { countEnded } from './count-ended.js';
import { endDeliveries, endedColumns } from './end-deliveries.js';

/**
 * Ends a delivery that is owed. False when it is not. One that is being sent just now is cancelled too: its attempt
 * is logged, and changes nothing any more. Locks the two rows in the order of recording: owed_delivery first.
 */
export async function cancelDelivery(db: Queryable, deliveryId: string): Promise<boolean> {
  const { rows } = await db.query<{ cancelled: boolean }>({
    name: 'cancel-delivery',
    text: `
      with removed as (
        delete from postrider.owed_delivery owed where delivery_id = $1
        returning ${endedColumns('owed')}
      ), cancelled as (
        ${endDeliveries('removed', `'cancelled'`)}
        returning d.id, d.endpoint_id
      ), counted as (${countEnded('select endpoint_id from cancelled', `'cancelled'`)})
      select exists (select from cancelled) as cancelled`,
    values: [deliveryId],
  });
  return rows[0]?.cancelled === true;
}

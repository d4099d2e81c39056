import type { Queryable } from '../database.js';

/** Moves the due time of a delivery that is owed to `seconds` from now and changes nothing else of it. By primary key. */
export async function deferDelivery(
  db: Queryable,
  delivery: { readonly endpointId: string; readonly eventId: string },
  seconds: number,
): Promise<void> {
  await db.query({
    name: 'defer-delivery',
    text: `
      update postrider.owed_delivery set due_at = date_trunc('milliseconds', now()) + $3 * interval '1 second'
      where endpoint_id = $1 and event_id = $2`,
    values: [delivery.endpointId, delivery.eventId, seconds],
  });
}

import type { Queryable } from '../database.js';

/**
 * Makes what an endpoint is owed follow its `ordering` after that was changed; to be run in the same transaction.
 * Rewrites the endpoint's rows of owed_delivery.
 */
export async function reorderLane(db: Queryable, endpointId: string): Promise<void> {
  await db.query({
    name: 'reorder-lane',
    text: `
      update postrider.owed_delivery o
      set ordering_key = case endpoint.ordering when 'fifo' then coalesce(event.ordering_key, '') end
      from postrider.endpoint, postrider.event
      where o.endpoint_id = $1 and endpoint.id = o.endpoint_id and event.id = o.event_id`,
    values: [endpointId],
  });
}

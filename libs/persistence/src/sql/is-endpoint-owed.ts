import type { Queryable } from '../database.js';

/** Whether anything is owed to the endpoint. One probe of owed_delivery_pkey; takes no lock. */
export async function isEndpointOwed(db: Queryable, endpointId: string): Promise<boolean> {
  const { rows } = await db.query({
    name: 'is-endpoint-owed',
    text: 'select from postrider.owed_delivery where endpoint_id = $1 order by event_id limit 1',
    values: [endpointId],
  });
  return rows.length > 0;
}

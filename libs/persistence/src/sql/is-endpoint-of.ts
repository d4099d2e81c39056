import type { Queryable } from '../database.js';
import { keyRange, walkAlong } from './key-range.js';
import { Parameters } from './parameters.js';

/**
 * Whether the endpoint is, or was before it was deleted, the application's: it is asked before the endpoint's own rows
 * are walked. By primary key; of a deleted one, by any delivery. Index: delivery_endpoint_id_id_idx.
 */
export async function isEndpointOf(db: Queryable, applicationId: string, endpointId: string): Promise<boolean> {
  const { rows } = await db.query<{ applicationId: string }>({
    name: 'application-of-endpoint',
    text: 'select application_id as "applicationId" from postrider.endpoint where id = $1',
    values: [endpointId],
  });
  const owner = rows[0]?.applicationId ?? (await formerOwner(db, endpointId));
  return owner === applicationId;
}

async function formerOwner(db: Queryable, endpointId: string): Promise<string | undefined> {
  const parameters = new Parameters();
  const range = keyRange({ limit: 1 }, {});
  const { where, order } = walkAlong(parameters, { owner: 'endpoint_id', key: 'id', ownerId: endpointId, range });
  const { rows } = await db.query<{ applicationId: string }>({
    text: `select application_id as "applicationId" from postrider.delivery where ${where} order by ${order} limit 1`,
    values: parameters.values,
  });
  return rows[0]?.applicationId;
}

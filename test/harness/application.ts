import { newUuid } from '#persistence';
import type { TestDatabase } from './database.js';

export interface EndpointRow {
  readonly subscriptions: readonly string[];
  readonly ordering?: 'none' | 'fifo';
  readonly state?: 'active' | 'paused' | 'disabled';
}

/** An application made by SQL, without an API. */
export interface TestApplication {
  readonly id: string;
  readonly uid: string;
  /** The UUID of an endpoint that nobody delivers to. */
  addEndpoint(endpoint: EndpointRow): Promise<string>;
}

export async function makeApplication(database: TestDatabase): Promise<TestApplication> {
  const id = newUuid();
  const uid = `customer-${id}`;
  await database.query(`insert into postrider.application (id, uid, name) values ($1, $2, 'test')`, [id, uid]);
  return { id, uid, addEndpoint: (endpoint) => addEndpoint(database, id, endpoint) };
}

async function addEndpoint(database: TestDatabase, applicationId: string, endpoint: EndpointRow): Promise<string> {
  const id = newUuid();
  await database.query(
    `insert into postrider.endpoint (id, application_id, url, name, retry_policy, ordering, state)
     values ($1, $2, 'http://127.0.0.1:9/', 'test', '"three-attempts"', $3, $4)`,
    [id, applicationId, endpoint.ordering ?? 'none', endpoint.state ?? 'active'],
  );
  await database.query(
    `insert into postrider.subscription (endpoint_id, event_type, application_id)
     select $1, pattern, $2 from unnest($3::text[]) as p(pattern)`,
    [id, applicationId, endpoint.subscriptions],
  );
  return id;
}

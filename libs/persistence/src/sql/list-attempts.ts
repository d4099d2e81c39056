import type { AttemptFacts } from '../attempt-facts.js';
import type { Queryable } from '../database.js';
import type { PageRequest } from '../page.js';
import { Conditions } from './conditions.js';

export interface ListedAttempt extends AttemptFacts {
  /** Carries the time at which the attempt started. */
  readonly id: string;
  readonly deliveryId: string;
  readonly endpointId: string;
  readonly number: number;
}

/** A page of a delivery's attempts in the order in which they were made, for `pageOf`. Index: attempt_delivery_id_id_idx. */
export async function listAttempts(db: Queryable, deliveryId: string, page: PageRequest): Promise<ListedAttempt[]> {
  const backwards = page.cursor?.direction === 'before';
  const where = new Conditions()
    .add('delivery_id = ?', deliveryId)
    .add(`id ${backwards ? '<' : '>'} ?::uuid`, page.cursor?.key);
  const { rows } = await db.query<ListedAttempt>({
    text: `
      select id, delivery_id as "deliveryId", endpoint_id as "endpointId", number, outcome, diagnosis, status,
             duration_ms as "durationMs", timings, remote_address as "remoteAddress", url,
             request_headers as "requestHeaders", response_headers as "responseHeaders",
             response_body as "responseBody", truncated
      from postrider.attempt where ${where.text}
      order by id ${backwards ? 'desc' : 'asc'} limit ${page.limit + 1}`,
    values: where.values,
  });
  return rows;
}

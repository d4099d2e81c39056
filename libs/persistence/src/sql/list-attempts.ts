import type { OutcomeClass } from '#events';
import type { Queryable } from '../database.js';
import type { PageRequest } from '../page.js';
import { Conditions } from './conditions.js';

export interface ListedAttempt {
  /** Carries the time at which the attempt started. */
  readonly id: string;
  readonly deliveryId: string;
  readonly endpointId: string;
  readonly number: number;
  readonly outcome: OutcomeClass;
  readonly diagnosis: string;
  readonly status: number | null;
  readonly durationMs: number;
  readonly timings: Readonly<Record<string, number | boolean>>;
  readonly remoteAddress: string | null;
  readonly url: string;
  readonly requestHeaders: readonly (readonly [string, string])[];
  readonly responseHeaders: readonly (readonly [string, string])[] | null;
  readonly responseBody: Buffer | null;
  readonly truncated: boolean;
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

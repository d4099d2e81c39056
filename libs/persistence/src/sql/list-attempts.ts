import type { AttemptFacts } from '../attempt-facts.js';
import type { Queryable } from '../database.js';
import { uuidTimeMs } from '../ids.js';
import type { PageRequest } from '../page.js';
import { keyRange, walkAlong, type KeyRange } from './key-range.js';
import { attemptSummaryColumns, type AttemptSummary } from './list-application-attempts.js';
import { Parameters } from './parameters.js';

export interface ListedAttempt extends AttemptSummary, AttemptFacts {}

export const attemptColumns = `
  ${attemptSummaryColumns}, a.timings, a.remote_address as "remoteAddress", a.url,
  a.request_headers as "requestHeaders", a.response_headers as "responseHeaders",
  a.response_body as "responseBody", a.truncated`;

/** How far a dispatcher's clock, by which attempts are named, may be behind the one that named the delivery. */
export const clockSlackMs = 86_400_000;

/**
 * A page of a delivery's attempts in the order in which they were made, for `pageOf`. Index: attempt_delivery_id_id_idx,
 * in the partitions from the delivery's day on.
 */
export async function listAttempts(db: Queryable, deliveryId: string, page: PageRequest): Promise<ListedAttempt[]> {
  const parameters = new Parameters();
  const { where, order } = walkAlong(parameters, {
    owner: 'a.delivery_id',
    key: 'a.id',
    ownerId: deliveryId,
    range: oldestFirst(page, new Date(uuidTimeMs(deliveryId) - clockSlackMs)),
  });
  const { rows } = await db.query<ListedAttempt>({
    text: `
      select ${attemptColumns}
      from postrider.attempt a where ${where} order by ${order} limit ${page.limit + 1}`,
    values: parameters.values,
  });
  return rows;
}

/** This list runs the other way: what is newer stands after. */
function oldestFirst({ limit, cursor }: PageRequest, since: Date): KeyRange {
  const turned = cursor && { key: cursor.key, direction: opposite[cursor.direction] };
  const range = keyRange({ limit, ...(turned && { cursor: turned }) }, { since });
  // A turned cursor has turned the walk already.
  return { ...range, backwards: cursor === undefined || range.backwards };
}

const opposite = { after: 'before', before: 'after' } as const;

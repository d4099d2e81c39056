import type { Queryable } from '../database.js';
import type { PageRequest } from '../page.js';
import { keyRange, walkAlong } from './key-range.js';
import { Parameters } from './parameters.js';
import type { RedeliveryStatus } from './redelivery-candidates.js';

export interface ListedRedelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly status: RedeliveryStatus;
  readonly eventTypes: readonly string[];
  readonly since: Date;
  readonly until: Date;
  readonly state: 'running' | 'stopping' | 'stopped' | 'done';
  readonly endpointState: 'active' | 'paused' | 'disabled';
  readonly matched: number;
  readonly matchedExactly: boolean;
  readonly allEnqueued: boolean;
  readonly enqueued: number;
  readonly skipped: number;
  readonly delivered: number;
  readonly failed: number;
  /** Of those enqueued, what is still owed, and whether something of it is due now. */
  readonly pending: number;
  readonly due: boolean;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** A redelivery with what it owes just now, which is bounded: a range of owed_delivery_bulk_idx. */
const selected = `
  select r.id, r.endpoint_id as "endpointId", r.status, r.event_types as "eventTypes", r.since, r.until, r.state,
         e.state as "endpointState", r.matched, r.matched_exactly as "matchedExactly",
         r.all_enqueued as "allEnqueued", r.enqueued, r.skipped, r.delivered, r.failed,
         owed.pending, owed.due, r.created_at as "createdAt", r.finished_at as "finishedAt"
  from postrider.redelivery r
  join postrider.endpoint e on e.id = r.endpoint_id
  cross join lateral (
    select count(*)::int as pending, coalesce(bool_or(o.due_at <= now()), false) as due
    from postrider.owed_delivery o
    where r.finished_at is null and o.endpoint_id = r.endpoint_id and o.redelivery_id = r.id
  ) owed`;

/** A page of an endpoint's redeliveries, newest first, for `pageOf`. Index: redelivery_endpoint_id_id_idx. */
export async function listRedeliveries(
  db: Queryable,
  endpointId: string,
  page: PageRequest,
): Promise<ListedRedelivery[]> {
  const parameters = new Parameters();
  const { where, order } = walkAlong(parameters, {
    owner: 'r.endpoint_id',
    key: 'r.id',
    ownerId: endpointId,
    range: keyRange(page, {}),
  });
  const { rows } = await db.query<ListedRedelivery>({
    text: `${selected} where ${where} order by ${order} limit ${page.limit + 1}`,
    values: parameters.values,
  });
  return rows;
}

/** One redelivery of an endpoint, by primary key. */
export async function findRedelivery(
  db: Queryable,
  endpointId: string,
  id: string,
): Promise<ListedRedelivery | undefined> {
  const { rows } = await db.query<ListedRedelivery>({
    name: 'find-redelivery',
    text: `${selected} where r.id = $2 and r.endpoint_id = $1`,
    values: [endpointId, id],
  });
  return rows[0];
}

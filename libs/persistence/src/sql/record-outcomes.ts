import type { AttemptFacts, AttemptIdentity } from '../attempt-facts.js';
import type { Queryable } from '../database.js';
import { storableJson, storableText } from '../storable.js';
import { jsonArray, jsonArrayOf, plainArray } from './array-parameter.js';
import { countLateAttempts, type LateAttempt } from './count-late-attempts.js';
import { failuresToTell, tellFailures } from './tell-failures.js';

/** One attempt and what follows from it. */
export interface RecordedOutcome extends AttemptIdentity, AttemptFacts {
  /** The state that the delivery moves to; `pending` schedules the next attempt `retryInMs` from now. */
  readonly state: 'pending' | 'delivered' | 'failed';
  readonly retryInMs: number | null;
  /** The redelivery that owed it, whose progress follows. */
  readonly redeliveryId?: string | null;
}

/**
 * Writes attempts and moves their deliveries, all in one statement: the log and the schedule cannot disagree.
 * A delivery that was cancelled meanwhile keeps its state, and its attempt is logged and counted all the same; so is one
 * that comes late because its delivery was sent again meanwhile, and its retry policy does not count it. Idempotent: run
 * again after a connection died, whether it was committed or not, it changes nothing more. Times are the database's.
 * What Postgres cannot store of a text is replaced. Touches owed_delivery and delivery by primary key only; locks just
 * those rows.
 *
 * What only some batches need has forms of the statement of its own, so that every other batch runs as if there were
 * none of it: one that gives deliveries up tells the operator, one that holds outcomes of a redelivery moves its
 * progress along and locks its row last.
 */
export async function recordOutcomes(db: Queryable, outcomes: readonly RecordedOutcome[]): Promise<void> {
  const failures = outcomes.filter(({ state }) => state === 'failed');
  const tells = failures.length > 0;
  const counts = outcomes.some((outcome) => (outcome.redeliveryId ?? null) !== null);
  const form = forms[tells ? 'telling' : 'silent'][counts ? 'counting' : 'plain'];
  const values = [...columns(outcomes), ...(tells ? failuresToTell(failures) : [])];
  const { rows: late } = await db.query<LateAttempt>({ ...form, values });
  if (late.length > 0) await countLateAttempts(db, late);
}

/** Something that follows from what was settled: its steps, and the columns of `settled` that they need. */
interface Consequence {
  readonly settledColumns?: string;
  readonly steps: string;
}

/** What was settled counts for its redelivery, once: a second run of the statement settles nothing. */
const countRedelivered: Consequence = {
  settledColumns: ', owed.redelivery_id',
  steps: `, counted as (
        update postrider.redelivery r set delivered = r.delivered + c.delivered, failed = r.failed + c.failed
        from (
          select redelivery_id, count(*) filter (where state = 'delivered') as delivered,
                 count(*) filter (where state = 'failed') as failed
          from settled where redelivery_id is not null group by redelivery_id
        ) c
        where r.id = c.redelivery_id
      )`,
};

/** Each failure is told with the outcome that settled it, and so once, however often the statement runs. */
const tellOperator: Consequence = { steps: tellFailures };

const textFor = (consequences: readonly Consequence[]): string => `
      with outcome as materialized (
        select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::text[], $7::text[],
                             $8::int[], $9::int[], ${jsonArrayOf('$10')}::jsonb[], $11::text[], $12::text[],
                             ${jsonArrayOf('$13')}::jsonb[], ${jsonArrayOf('$14')}::jsonb[], $15::bytea[], $16::boolean[], $17::text[], $18::double precision[])
          as o(attempt_id, delivery_id, endpoint_id, event_id, number, outcome, diagnosis, status, duration_ms,
               timings, remote_address, url, request_headers, response_headers, response_body, truncated, state,
               retry_in_ms)
      ), logged as (
        insert into postrider.attempt (id, delivery_id, endpoint_id, number, outcome, diagnosis, status, duration_ms,
                                       timings, remote_address, url, request_headers, response_headers, response_body,
                                       truncated, delivery_state)
        select attempt_id, delivery_id, endpoint_id, number, outcome, diagnosis, status, duration_ms, timings,
               remote_address, url, request_headers, response_headers, response_body, truncated, state
        from outcome
        on conflict (id) do nothing
        returning id as attempt_id, delivery_id
      ), scheduled as (
        update postrider.owed_delivery owed
        set attempt_count = owed.attempt_count + 1,
            first_attempt_at = coalesce(owed.first_attempt_at, now() - o.duration_ms * interval '1 millisecond'),
            due_at = date_trunc('milliseconds', now()) + o.retry_in_ms * interval '1 millisecond',
            last_outcome = o.outcome, last_status = o.status
        from outcome o
        where owed.delivery_id = any ($2::uuid[]) and owed.delivery_id = o.delivery_id and o.state = 'pending'
          and owed.earlier_attempts + owed.attempt_count = o.number - 1
        returning o.attempt_id
      ), settled as (
        delete from postrider.owed_delivery owed using outcome o
        where owed.delivery_id = any ($2::uuid[]) and owed.delivery_id = o.delivery_id and o.state <> 'pending'
        returning owed.first_attempt_at, owed.earlier_attempts + owed.attempt_count + 1 as attempt_count, o.attempt_id,
                  o.delivery_id, o.state, o.duration_ms, o.outcome, o.status${partsOf(consequences, 'settledColumns')}
      ), heard as materialized (
        select endpoint_id, bool_or(state = 'delivered') as delivered
        from outcome where outcome <> 'sender_failed'
        group by endpoint_id order by endpoint_id
      ), recovered as (
        update postrider.endpoint_health h set failing_since = null, announced_at = null
        from heard
        where h.endpoint_id = any ($3::uuid[]) and h.endpoint_id = heard.endpoint_id
          and heard.delivered and h.failing_since is not null
      ), failing as (
        insert into postrider.endpoint_health as h (endpoint_id, failing_since)
        select heard.endpoint_id, now() from heard
        cross join lateral (select from postrider.endpoint where id = heard.endpoint_id limit 1) there_is
        where not heard.delivered and not exists (
          select from postrider.endpoint_health known
          where known.endpoint_id = heard.endpoint_id and known.failing_since is not null
          offset 0
        )
        on conflict (endpoint_id) do update set failing_since = now() where h.failing_since is null
      )${partsOf(consequences, 'steps')}, ended as (
        update postrider.delivery d
        set state = s.state, attempt_count = s.attempt_count, finished_at = now(), last_outcome = s.outcome,
            last_status = s.status,
            first_attempt_at = coalesce(s.first_attempt_at, now() - s.duration_ms * interval '1 millisecond'),
            failed_at = case when s.state = 'failed' then now() end
        from settled s
        where d.id = any ($2::uuid[]) and d.id = s.delivery_id
      )
      select delivery_id as "deliveryId" from logged
      where attempt_id not in (select attempt_id from scheduled union all select attempt_id from settled)`;

const partsOf = (consequences: readonly Consequence[], part: keyof Consequence): string =>
  consequences.map((consequence) => consequence[part] ?? '').join('');

/** Counting comes last, for the lock that it takes. */
const forms = {
  silent: {
    plain: { name: 'record-outcomes', text: textFor([]) },
    counting: { name: 'record-outcomes-of-redeliveries', text: textFor([countRedelivered]) },
  },
  telling: {
    plain: { name: 'record-failures', text: textFor([tellOperator]) },
    counting: { name: 'record-failures-of-redeliveries', text: textFor([tellOperator, countRedelivered]) },
  },
};

function columns(outcomes: readonly RecordedOutcome[]): unknown[] {
  return [
    plainArray(outcomes.map((o) => o.attemptId)),
    plainArray(outcomes.map((o) => o.deliveryId)),
    plainArray(outcomes.map((o) => o.endpointId)),
    plainArray(outcomes.map((o) => o.eventId)),
    plainArray(outcomes.map((o) => o.number)),
    outcomes.map((o) => o.outcome),
    outcomes.map((o) => storableText(o.diagnosis)),
    plainArray(outcomes.map((o) => o.status)),
    plainArray(outcomes.map((o) => o.durationMs)),
    jsonArray(outcomes.map((o) => JSON.stringify(o.timings))),
    outcomes.map((o) => o.remoteAddress),
    outcomes.map((o) => storableText(o.url)),
    jsonArray(outcomes.map((o) => storableJson(o.requestHeaders))),
    jsonArray(outcomes.map((o) => o.responseHeaders && storableJson(o.responseHeaders))),
    outcomes.map((o) => o.responseBody),
    outcomes.map((o) => o.truncated),
    outcomes.map((o) => o.state),
    plainArray(outcomes.map((o) => o.retryInMs)),
  ];
}

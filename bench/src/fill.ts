import { parsePublicId } from '#persistence';
import type pg from 'pg';
import { eventType, samplePayload } from './sample-event.js';

/** Rows of one statement: bounds what a fill holds in memory. */
const chunk = 100_000;

/** A payload as long as those that are emitted. */
const payload = samplePayload(0);

/**
 * Owes `perEndpoint` deliveries, due now, to every endpoint of an application: as if they had been emitted, at a
 * hundredth of the cost. All of it is committed at once, so no sweep sees a part.
 */
export async function owe(database: pg.Pool, applicationId: string, perEndpoint: number): Promise<void> {
  await database.query(
    `with made as materialized (
       select e.id as endpoint_id, e.application_id, uuidv7() as event_id
       from postrider.endpoint e cross join generate_series(1, $2::int)
       where e.application_id = $1
     ), owed as materialized (
       select *, postrider.delivery_id(event_id) as delivery_id from made
     ), event as (
       insert into postrider.event (id, application_id, type, payload, occurred_at)
       select event_id, application_id, $3, $4, now() from owed
     ), delivery as (
       insert into postrider.delivery (id, application_id, endpoint_id, event_id, event_type)
       select delivery_id, application_id, endpoint_id, event_id, $3 from owed
     )
     insert into postrider.owed_delivery (endpoint_id, event_id, delivery_id, due_at)
     select endpoint_id, event_id, delivery_id, date_trunc('milliseconds', now()) from owed`,
    [parsePublicId('application', applicationId), perEndpoint, eventType.name, payload],
  );
}

/**
 * `perEndpoint` deliveries of the last hour to each of these endpoints (UUIDs), which all failed: what an outage leaves
 * behind. Without their attempts, which nothing reads that sends them again.
 */
export async function fillFailed(
  database: pg.Pool,
  endpointIds: readonly string[],
  perEndpoint: number,
): Promise<void> {
  await database.query(
    `with made as materialized (
       select e.id as endpoint_id, e.application_id, now() + ago as at, uuidv7(ago) as event_id
       from generate_series(1, $2::int) as n
       cross join postrider.endpoint e
       cross join lateral (select (n - $2::float8 - 1) / $2 * interval '50 minutes' as ago) as time
       where e.id = any ($1::uuid[]) order by n
     ), event as (
       insert into postrider.event (id, application_id, type, payload, occurred_at)
       select event_id, application_id, $3, $4, at from made
     )
     insert into postrider.delivery (id, application_id, endpoint_id, event_id, event_type, state, attempt_count,
                                     first_attempt_at, finished_at, failed_at, last_outcome, last_status)
     select postrider.delivery_id(event_id), application_id, endpoint_id, event_id, $3, 'failed', 3, at, at, at,
            'timed_out', null
     from made`,
    [endpointIds, perEndpoint, eventType.name, payload],
  );
  await database.query('vacuum (analyze) postrider.event, postrider.delivery');
}

/**
 * A past of `deliveries` delivered ones, each with its event and an attempt, spread over the endpoints that there
 * are and over the last day: the partitions that today's deliveries are read from and written to.
 */
export async function fillHistory(
  database: pg.Pool,
  deliveries: number,
  progress: (filled: number) => void,
): Promise<void> {
  for (let filled = 0; filled < deliveries; filled += chunk) {
    await fillChunk(database, deliveries, filled, Math.min(deliveries, filled + chunk));
    progress(filled);
  }
  await database.query('vacuum (analyze) postrider.event, postrider.delivery, postrider.attempt');
}

/** Ids ascend, as they did when it happened, so the indexes are as dense as they would be. */
async function fillChunk(database: pg.Pool, deliveries: number, from: number, to: number): Promise<void> {
  await database.query(
    `with endpoints as materialized (
       select array_agg(id order by id) as ids, array_agg(application_id order by id) as applications
       from postrider.endpoint
     ), made as materialized (
       select ids[1 + n % cardinality(ids)] as endpoint_id, applications[1 + n % cardinality(ids)] as application_id,
              uuidv7((n - $1::float8) / $1 * interval '20 hours' - interval '1 hour') as event_id,
              now() + (n - $1::float8) / $1 * interval '20 hours' - interval '1 hour' as at
       from endpoints cross join generate_series($2::int, $3::int - 1) as n
     ), past as materialized (
       select *, postrider.delivery_id(event_id) as delivery_id, postrider.delivery_id(event_id) as attempt_id from made
     ), event as (
       insert into postrider.event (id, application_id, type, payload, occurred_at)
       select event_id, application_id, $4, $5, at from past
     ), delivery as (
       insert into postrider.delivery (id, application_id, endpoint_id, event_id, event_type, state, attempt_count,
                                       first_attempt_at, finished_at)
       select delivery_id, application_id, endpoint_id, event_id, $4, 'delivered', 1, at, at from past
     )
     insert into postrider.attempt (id, delivery_id, endpoint_id, number, outcome, diagnosis, status, duration_ms,
                                    timings, url, request_headers)
     select attempt_id, delivery_id, endpoint_id, 1, 'delivered', 'The receiver answered 204.', 204, 5,
            '{"totalMs":5}', 'https://receiver.example/webhooks', '[["content-type","application/json"]]' from past`,
    [deliveries, from, to, eventType.name, payload],
  );
}

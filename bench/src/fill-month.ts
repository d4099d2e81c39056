import { dayName, firstUuidAt } from '#persistence';
import type pg from 'pg';
import { eventType, samplePayload } from './sample-event.js';

/** Rows of one statement: bounds what a fill holds in memory. */
const chunk = 100_000;

const dayMs = 86_400_000;
/** One less than what is kept, so that nothing of it is dropped while it is read. */
export const monthDays = 29;

const payloadRest = samplePayload(0).slice('{"n":0'.length);

/** Deliveries of `Month.rare`. */
const rareDeliveries = 10;

/** Audit entries are a tenth of the deliveries: far more than people make. */
const deliveriesPerAuditEntry = 10;

export interface Month {
  /** Nine in ten deliveries are spread over these, all of one application. */
  readonly busy: readonly string[];
  /** The others are spread over these. */
  readonly quiet: readonly string[];
  /** Ten deliveries in all, however many there are. UUIDs of endpoints all. */
  readonly rare: string;
  readonly deliveries: number;
}

/**
 * A month of deliveries in as many partitions, each with its event and an attempt: one in a hundred failed, one in
 * 50,000 was answered with 202 or is of a rare type. With the counts of their hours, as dispatchers would have made them.
 */
export async function fillMonth(database: pg.Pool, month: Month, progress: (filled: number) => void): Promise<void> {
  const today = Math.floor(Date.now() / dayMs) * dayMs;
  for (let day = 1; day <= monthDays; day += 1) await addPartitions(database, today - day * dayMs);
  for (let filled = 0; filled < month.deliveries; filled += chunk) {
    await fillChunk(database, month, filled, Math.min(month.deliveries, filled + chunk));
    progress(filled);
  }
  await database.query(fillAudit, [month.deliveries / deliveriesPerAuditEntry, month.busy[0], month.quiet[0]]);
  await database.query(countHours);
  await database.query(
    `vacuum (analyze) postrider.event, postrider.delivery, postrider.attempt, postrider.endpoint_hour,
                      postrider.audit_entry`,
  );
}

async function addPartitions(database: pg.Pool, startMs: number): Promise<void> {
  for (const table of ['event', 'delivery', 'attempt']) {
    await database.query(
      `create table if not exists postrider.${table}_${dayName(startMs)} partition of postrider.${table}
       for values from ('${firstUuidAt(startMs)}') to ('${firstUuidAt(startMs + dayMs)}')
       ${table === 'delivery' ? 'with (fillfactor = 70)' : ''}`,
    );
  }
}

/** Ids ascend, as they did when it happened, so the indexes are as dense as they would be. */
async function fillChunk(database: pg.Pool, month: Month, from: number, to: number): Promise<void> {
  const { busy, quiet, rare, deliveries } = month;
  await database.query(
    `with made as materialized (
       select n, e.id as endpoint_id, e.application_id, uuidv7(ago) as event_id, now() + ago as at,
              n % 100 = 7 as failed, n % 50000 = 1 as is_rare
       from (
         select n, (n - $1::float8) / $1 * interval '${monthDays} days' - interval '1 minute' as ago,
                case when n % $9 = $9 - 1 then $4::uuid
                     when n % 10 < 9 then ($2::uuid[])[1 + (n / 10) % cardinality($2::uuid[])]
                     else ($3::uuid[])[1 + (n / 10) % cardinality($3::uuid[])] end as endpoint_id
         from generate_series($5::int, $6::int - 1) as n
       ) chosen
       join postrider.endpoint e on e.id = chosen.endpoint_id
       order by n
     ), past as materialized (
       select *, postrider.delivery_id(event_id) as delivery_id, postrider.delivery_id(event_id) as attempt_id,
              case when is_rare then 'order.rare' else $7 end as type,
              case when failed then 'failed' else 'delivered' end as state,
              case when failed then 503 when is_rare then 202 else 204 end as status
       from made
     ), event as (
       insert into postrider.event (id, application_id, type, payload, occurred_at, ordering_key)
       select event_id, application_id, type, '{"n":' || n || $8, at, case when n % 1000 = 0 then 'key' end from past
     ), delivery as (
       insert into postrider.delivery (id, application_id, endpoint_id, event_id, event_type, state, attempt_count,
                                       first_attempt_at, finished_at, failed_at, last_outcome, last_status)
       select delivery_id, application_id, endpoint_id, event_id, type, state, 1, at, at, case when failed then at end,
              state, status from past
     )
     insert into postrider.attempt (id, delivery_id, endpoint_id, number, outcome, diagnosis, status, duration_ms,
                                    timings, url, request_headers, delivery_state)
     select attempt_id, delivery_id, endpoint_id, 1, state, 'The receiver answered.', status, 5, '{"totalMs":5}',
            'https://receiver.example/webhooks', '[["content-type","application/json"]]', state from past`,
    [deliveries, busy, quiet, rare, from, to, eventType.name, payloadRest, Math.ceil(deliveries / rareDeliveries)],
  );
}

/** Redeliveries by one key, nine in ten of the busy application; the first entry of all is the making of something. */
const fillAudit = `
  insert into postrider.audit_entry (id, actor_kind, actor_id, actor_name, action, resource_type, resource_id,
                                     application_id, changes)
  select uuidv7((n - $1::float8) / $1 * interval '${monthDays} days' - interval '1 minute'),
         case when n = 0 then 'system' else 'admin_key' end,
         case when n > 0 then '00000000-0000-7000-8000-000000000001'::uuid end, 'a key',
         case when n = 0 then 'endpoint.create' else 'delivery.redeliver' end,
         case when n = 0 then 'endpoint' else 'delivery' end, 'dlv_' || n / 3, e.application_id,
         '{"state":{"before":"failed","after":"pending"}}'
  from generate_series(0, $1::int - 1) as n
  join postrider.endpoint e on e.id = case when n % 10 < 9 then $2::uuid else $3::uuid end
  order by n`;

const countHours = `
  insert into postrider.endpoint_hour (endpoint_id, hour, outcomes, ended, durations, last_success_at)
  select endpoint_id, date_trunc('hour', finished_at, 'UTC'),
         jsonb_build_object('delivered', count(*) filter (where state = 'delivered'),
                            'failed', count(*) filter (where state = 'failed')),
         jsonb_build_object('delivered', count(*) filter (where state = 'delivered'),
                            'failed', count(*) filter (where state = 'failed')),
         jsonb_build_object('10', count(*)), max(finished_at)
  from postrider.delivery where finished_at is not null group by 1, 2
  on conflict do nothing`;

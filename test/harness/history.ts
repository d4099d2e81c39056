import { dayName, firstUuidAt, newUuid } from '#persistence';
import type { TestDatabase } from './database.js';

const dayMs = 86_400_000;
const historyDays = 4;
const perDay = 6_000;

export interface History {
  readonly applicationId: string;
  readonly endpointIds: readonly [string, string];
  /** Another application's, whose rows stand between. */
  readonly foreignEndpointId: string;
  /** Of whom half of the audit log is; the other half is somebody else's. */
  readonly actorId: string;
  readonly deliveries: number;
  readonly since: Date;
}

/**
 * Days of deliveries, each with its event and an attempt, of two applications in turn: one in 50 failed, one in 6,000
 * was answered with 202 and has a payload of its own, the last 40 are owed. With as many entries of the audit log. Written
 * as they are read, by SQL.
 */
export async function makeHistory(clone: TestDatabase): Promise<History> {
  const [applicationId, foreignId, one, other, foreignEndpointId] = Array.from({ length: 5 }, newUuid) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const today = Math.floor(Date.now() / dayMs) * dayMs;
  const start = today - historyDays * dayMs;
  for (let day = 1; day <= historyDays; day += 1) await addPartitions(clone, today - day * dayMs);
  for (const id of [applicationId, foreignId]) {
    await clone.query(`insert into postrider.application (id, uid, name) values ($1, $2, 'a')`, [id, `uid-${id}`]);
  }
  for (const [id, owner] of [
    [one, applicationId],
    [other, applicationId],
    [foreignEndpointId, foreignId],
  ]) {
    await clone.query(
      `insert into postrider.endpoint (id, application_id, url, name, retry_policy)
       values ($1, $2, 'http://127.0.0.1:9/', 'e', '"three-attempts"')`,
      [id, owner],
    );
  }
  const deliveries = historyDays * perDay;
  await clone.query(fill, [
    [applicationId, foreignId],
    [one, foreignEndpointId, other],
    start,
    deliveries,
    dayMs / perDay,
  ]);
  const actorId = newUuid();
  await clone.query(fillAudit, [[applicationId, foreignId], [actorId, newUuid()], start, deliveries, dayMs / perDay]);
  return { applicationId, actorId, endpointIds: [one, other], foreignEndpointId, deliveries, since: new Date(start) };
}

async function addPartitions(clone: TestDatabase, startMs: number): Promise<void> {
  for (const table of ['event', 'delivery', 'attempt']) {
    await clone.query(
      `create table if not exists postrider.${table}_${dayName(startMs)} partition of postrider.${table}
       for values from ('${firstUuidAt(startMs)}') to ('${firstUuidAt(startMs + dayMs)}')`,
    );
  }
}

const fillAudit = `
  insert into postrider.audit_entry (id, actor_kind, actor_id, actor_name, action, resource_type, resource_id,
                                     application_id, changes)
  select postrider.delivery_id((lpad(to_hex(($3::float8 + n * $5::float8)::bigint), 12, '0') || repeat('0', 20))::uuid),
         'admin_key', ($2::uuid[])[1 + n / 2 % 2], 'a key', 'delivery.redeliver', 'delivery', 'dlv_' || n % 100,
         ($1::uuid[])[1 + n % 2], '{}'
  from generate_series(0, $4::int - 1) as n`;

const fill = `
  with made as materialized (
    select n, ($1::uuid[])[1 + n % 2] as application_id,
           case when n % 2 = 1 then ($2::uuid[])[2] else ($2::uuid[])[case n % 4 when 0 then 1 else 3 end] end as endpoint_id,
           postrider.delivery_id((lpad(to_hex(($3::float8 + n * $5::float8)::bigint), 12, '0') || repeat('0', 20))::uuid)
             as event_id,
           to_timestamp(($3::float8 + n * $5::float8) / 1000) as at,
           case when n >= $4 - 40 then 'pending' when n % 50 = 0 then 'failed' else 'delivered' end as state,
           n % 6000 = 4002 as is_rare
    from generate_series(0, $4::int - 1) as n
  ), past as materialized (
    select *, postrider.delivery_id(event_id) as delivery_id, postrider.delivery_id(event_id) as attempt_id,
           case state when 'failed' then 'timed_out' when 'delivered' then 'delivered' end as outcome,
           case when is_rare then 202 when state = 'delivered' then 204 end as status,
           case when is_rare then 'rare.type' when n % 3 = 0 then 'order.late' else 'order.paid' end as type
    from made
  ), event as (
    insert into postrider.event (id, application_id, type, payload, occurred_at, ordering_key)
    select event_id, application_id, type, json_build_object('n', n, 'customer', json_build_object('id', 'c-' || n))::text,
           at, case when is_rare then 'key' end
    from past
  ), delivery as (
    insert into postrider.delivery (id, application_id, endpoint_id, event_id, event_type, state, attempt_count,
                                    first_attempt_at, finished_at, failed_at, last_outcome, last_status)
    select delivery_id, application_id, endpoint_id, event_id, type, state, case state when 'pending' then 0 else 1 end,
           at, at, case state when 'failed' then at end, outcome, status
    from past
  ), owed as (
    insert into postrider.owed_delivery (endpoint_id, event_id, delivery_id, due_at)
    select endpoint_id, event_id, delivery_id, at from past where state = 'pending'
  )
  insert into postrider.attempt (id, delivery_id, endpoint_id, number, outcome, diagnosis, status, duration_ms, timings,
                                 url, request_headers, delivery_state)
  select attempt_id, delivery_id, endpoint_id, 1, outcome, '', status, 1 + n % 100, '{}', '', '[]', state
  from past where outcome is not null`;

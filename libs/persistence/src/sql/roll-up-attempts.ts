import type { Queryable } from '../database.js';
import { firstUuidAt } from '../ids.js';
import { maxLatenessMs } from './read-new-attempts.js';

const rollup = 'endpoint_hour';

/** What another dispatcher has counted this shortly before, in milliseconds, need not be counted again. */
const leaveForMs = 4_000;

/**
 * Counts the attempts that were committed since the last time into `endpoint_hour`, each once: what is new is told by
 * the transaction that wrote it, see `readNewAttempts`. Within a transaction, which holds the lock of the position; of
 * several dispatchers one counts. False when another does or just did.
 *
 * Index: attempt_pkey, from two minutes before the last time on. Measured: 0.3 us for an attempt that was looked at, 20 us
 * for an endpoint that had some.
 */
export async function rollUpAttempts(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ snapshot: string; takenAt: Date; isForeign: boolean }>({
    name: 'lock-rollup-position',
    text: `
      select snapshot::text, taken_at as "takenAt",
             pg_snapshot_xmax(snapshot) > pg_snapshot_xmax(pg_current_snapshot()) as "isForeign"
      from postrider.rollup_position
      where name = $1 and taken_at < now() - $2 * interval '1 millisecond'
      for update skip locked`,
    values: [rollup, leaveForMs],
  });
  const [position] = rows;
  if (position === undefined) return false;
  if (position.isForeign) await startAnew(db);
  else await countSince(db, position.snapshot, position.takenAt);
  return true;
}

/** The database was restored into another cluster, whose transactions are numbered otherwise. */
async function startAnew(db: Queryable): Promise<void> {
  await db.query({
    text: `update postrider.rollup_position set snapshot = pg_current_snapshot(), taken_at = now() where name = $1`,
    values: [rollup],
  });
}

async function countSince(db: Queryable, snapshot: string, takenAt: Date): Promise<void> {
  await db.query({
    name: 'roll-up-attempts',
    text: `
      with position as materialized (
        select $1::pg_snapshot as snapshot, pg_snapshot_xmin($1::pg_snapshot)::text::bigint as oldest,
               age(pg_snapshot_xmin($1::pg_snapshot)::xid) as age
      ), fresh as materialized (
        select a.endpoint_id, date_trunc('hour', a.at, 'UTC') as hour, a.outcome, a.delivery_state, a.bucket,
               count(*) as n, max(a.at) as last_at
        from position
        cross join lateral (
          select endpoint_id, outcome, delivery_state,
                 to_timestamp(('x' || encode(substring(uuid_send(id) from 1 for 6), 'hex'))::bit(48)::bigint / 1000.0) as at,
                 ceil(4 * ln(greatest(duration_ms, 1)) / ln(2))::int as bucket,
                 greatest(0, position.oldest + position.age - age(xmin))::text::xid8 as written_by
          from postrider.attempt
          where id >= $2 and age(xmin) <= position.age
          offset 0
        ) a
        where not pg_visible_in_snapshot(a.written_by, position.snapshot)
        group by 1, 2, 3, 4, 5
      ), outcomes as (
        select endpoint_id, hour, jsonb_object_agg(outcome, n) as counts,
               max(last_at) filter (where outcome in ('delivered', 'acknowledged')) as last_success_at,
               max(last_at) filter (where outcome not in ('delivered', 'acknowledged', 'sender_failed')) as last_failure_at
        from (
          select endpoint_id, hour, outcome, sum(n) as n, max(last_at) as last_at from fresh group by 1, 2, 3
        ) by_outcome
        group by 1, 2
      ), ended as (
        select endpoint_id, hour, jsonb_object_agg(delivery_state, n) as counts
        from (
          select endpoint_id, hour, delivery_state, sum(n) as n from fresh
          where delivery_state in ('delivered', 'failed') group by 1, 2, 3
        ) by_state
        group by 1, 2
      ), durations as (
        select endpoint_id, hour, jsonb_object_agg(bucket, n) as counts
        from (select endpoint_id, hour, bucket, sum(n) as n from fresh group by 1, 2, 3) by_bucket
        group by 1, 2
      ), counted as (
        insert into postrider.endpoint_hour as h
          (endpoint_id, hour, outcomes, ended, durations, last_success_at, last_failure_at)
        select o.endpoint_id, o.hour, o.counts, coalesce(e.counts, '{}'), d.counts, o.last_success_at, o.last_failure_at
        from outcomes o
        join durations d on d.endpoint_id = o.endpoint_id and d.hour = o.hour
        left join ended e on e.endpoint_id = o.endpoint_id and e.hour = o.hour
        order by o.endpoint_id, o.hour
        on conflict (endpoint_id, hour) do update
        set outcomes = postrider.add_counts(h.outcomes, excluded.outcomes),
            ended = coalesce(postrider.add_counts(h.ended, excluded.ended), '{}'),
            durations = postrider.add_counts(h.durations, excluded.durations),
            last_success_at = greatest(h.last_success_at, excluded.last_success_at),
            last_failure_at = greatest(h.last_failure_at, excluded.last_failure_at)
      )
      update postrider.rollup_position set snapshot = pg_current_snapshot(), taken_at = now() where name = $3`,
    values: [snapshot, firstUuidAt(takenAt.getTime() - maxLatenessMs), rollup],
  });
}

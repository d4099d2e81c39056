import type { Queryable } from '../database.js';

/** Serialises sweeps of several dispatchers. */
const sweepLock = 7_267_420_012;

export interface DueLanes {
  /** The database's time, told to every process that asks, sweeping or not. */
  readonly databaseNow: Date;
  /** The lanes that nobody has; none when another process is sweeping just now. */
  readonly shutLanes: readonly string[];
  /** Those that are open. A lane that merely waits for its last answers is in neither: its holder opens it again. */
  readonly openLanes: readonly string[];
}

/**
 * The active endpoints that have something due. Run it in a transaction: the lock is held until its end.
 *
 * Steps from endpoint to endpoint along owed_delivery_lane_idx (a loose index scan), so its cost is one index probe
 * per endpoint that is owed anything, however long the backlogs. A FIFO lane is due when one of its heads is: what
 * waits behind a head that failed does not wake it. A bulk lane is due while its redelivery has something to make owed
 * or to send; one probe of owed_delivery_bulk_idx for each redelivery that runs.
 */
export async function findDueLanes(db: Queryable): Promise<DueLanes> {
  const lock = await db.query<{ taken: boolean; now: Date }>({
    name: 'sweep-lock',
    text: 'select pg_try_advisory_xact_lock($1) as taken, clock_timestamp() as now',
    values: [sweepLock],
  });
  const [answer] = lock.rows;
  if (answer === undefined) throw new Error('bug: a select of constants answered nothing');
  const lanes = answer.taken ? await dueLanes(db) : [];
  const idsOf = (wanted: boolean): string[] => lanes.flatMap(({ id, open }) => (open === wanted ? [id] : []));
  return { databaseNow: answer.now, shutLanes: idsOf(false), openLanes: idsOf(true) };
}

async function dueLanes(db: Queryable): Promise<{ id: string; open: boolean }[]> {
  const { rows } = await db.query<{ id: string; open: boolean }>({
    name: 'find-due-lanes',
    text: `
      with recursive lane as (
        (select endpoint_id, due_at from postrider.owed_delivery where redelivery_id is null
         order by endpoint_id, due_at limit 1)
        union all
        select next.endpoint_id, next.due_at
        from lane
        cross join lateral (
          select endpoint_id, due_at from postrider.owed_delivery
          where endpoint_id > lane.endpoint_id and redelivery_id is null
          order by endpoint_id, due_at limit 1
        ) next
      )
      select lane.endpoint_id as id, coalesce(l.open_until > now(), false) as open
      from lane
      left join lateral (select * from postrider.lane_lease where endpoint_id = lane.endpoint_id limit 1) l on true
      cross join lateral (
        select * from postrider.endpoint
        where id = lane.endpoint_id and (l.held_until is null or l.held_until <= now() or l.open_until > now())
        limit 1
      ) e
      where lane.due_at <= now() and e.state = 'active'
        and (e.ordering <> 'fifo' or postrider.has_due_head(lane.endpoint_id))
      union
      select r.endpoint_id, coalesce(l.open_until > now(), false)
      from postrider.redelivery r
      cross join lateral (select * from postrider.endpoint where id = r.endpoint_id limit 1) e
      left join lateral (select * from postrider.lane_lease where endpoint_id = r.endpoint_id limit 1) l on true
      where r.state = 'running' and e.state = 'active'
        and (l.held_until is null or l.held_until <= now() or l.open_until > now())
        and (not r.all_enqueued or exists (
          select from postrider.owed_delivery o
          where o.endpoint_id = r.endpoint_id and o.redelivery_id is not null and o.due_at <= now()
        ))`,
  });
  return rows;
}

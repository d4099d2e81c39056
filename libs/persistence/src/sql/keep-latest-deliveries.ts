import type { Queryable } from '../database.js';
import { countEnded } from './count-ended.js';
import { endDeliveries, endedColumns } from './end-deliveries.js';

/**
 * Discards what an endpoint is owed but for the newest event of each ordering key and, of events without one, of each
 * type. One statement over the endpoint's backlog; deletes from owed_delivery first, as dispatchers do. Returns how
 * many were discarded.
 */
export async function keepLatestDeliveries(db: Queryable, endpointId: string): Promise<number> {
  const { rows } = await db.query<{ discarded: number }>({
    name: 'keep-latest-deliveries',
    text: `
      with ranked as (
        select o.event_id,
               row_number() over (
                 partition by e.ordering_key, case when e.ordering_key is null then e.type end
                 order by o.event_id desc
               ) as age
        from postrider.owed_delivery o join postrider.event e on e.id = o.event_id
        where o.endpoint_id = $1
      ), removed as (
        delete from postrider.owed_delivery o using ranked r
        where o.endpoint_id = $1 and o.event_id = r.event_id and r.age > 1
        returning ${endedColumns('o')}
      ), ended as (
        ${endDeliveries('removed', `'discarded'`)}
      ), counted as (${countEnded('select $1::uuid as endpoint_id from removed', `'discarded'`)})
      select count(*)::int as discarded from removed`,
    values: [endpointId],
  });
  return rows[0]?.discarded ?? 0;
}

import type { Queryable } from '../database.js';

/**
 * Endpoints that are owed something though they are gone: an event was being ingested while they were deleted. Steps
 * from endpoint to endpoint along the primary key of owed_delivery.
 */
export async function findOrphanedLanes(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ endpoint_id: string }>({
    text: `
      with recursive lane as (
        (select endpoint_id from postrider.owed_delivery order by endpoint_id limit 1)
        union all
        select (select endpoint_id from postrider.owed_delivery o
                where o.endpoint_id > lane.endpoint_id order by o.endpoint_id limit 1)
        from lane where lane.endpoint_id is not null
      )
      select endpoint_id from lane
      where endpoint_id is not null and not exists (select from postrider.endpoint e where e.id = lane.endpoint_id)`,
  });
  return rows.map((row) => row.endpoint_id);
}

import type { Queryable } from '../database.js';

/** Deletes the counts of hours whose attempts have left by retention. Reads the whole, small table. */
export async function dropEndpointHours(db: Queryable, retentionDays: number): Promise<void> {
  await db.query({
    name: 'drop-endpoint-hours',
    text: `delete from postrider.endpoint_hour where hour < date_trunc('day', now(), 'UTC') - $1 * interval '1 day'`,
    values: [retentionDays],
  });
}

import type { Queryable } from '../database.js';

/** How many event types of the operator's own there are. Reads the whole table, which quotas keep small. */
export async function countOwnEventTypes(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    text: 'select count(*)::int as count from postrider.event_type where contract is null',
  });
  return rows[0]?.count ?? 0;
}

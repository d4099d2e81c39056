import type { Queryable } from '../database.js';

/** The sample payload of an event type as the text that is stored; undefined if it has none. Primary key. */
export async function findEventTypeSample(db: Queryable, name: string): Promise<string | undefined> {
  const { rows } = await db.query<{ sample: string | null }>({
    text: 'select sample::text as sample from postrider.event_type where name = $1',
    values: [name],
  });
  return rows[0]?.sample ?? undefined;
}

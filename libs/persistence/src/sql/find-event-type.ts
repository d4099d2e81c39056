import type { Queryable } from '../database.js';

export interface FoundEventType {
  readonly category: string;
  /** JSON Schema of the payload. */
  readonly schemaText: string;
}

/** An event type by its name: primary key, read on the hot path every other second per type. */
export async function findEventType(db: Queryable, name: string): Promise<FoundEventType | undefined> {
  const { rows } = await db.query<FoundEventType>({
    name: 'find-event-type',
    text: 'select category, schema::text as "schemaText" from postrider.event_type where name = $1',
    values: [name],
  });
  return rows[0];
}

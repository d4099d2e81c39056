import type { Queryable } from '../database.js';
import { plainArray } from './array-parameter.js';

/** Payloads of events by their id; an event that is gone has no entry. By primary key. */
export async function readPayloads(db: Queryable, eventIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; payload: string }>({
    name: 'read-payloads',
    text: `
      select e.id, e.payload
      from postrider.event e
      where e.id = any ($1::uuid[])`,
    values: [plainArray(eventIds)],
  });
  return new Map(rows.map((row) => [row.id, row.payload]));
}

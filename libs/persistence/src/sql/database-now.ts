import type { Queryable } from '../database.js';

/** The database's time: what signs by it is believed though this process's clock is off. Touches no table. */
export async function databaseNow(db: Queryable): Promise<Date> {
  const { rows } = await db.query<{ now: Date }>({ text: 'select clock_timestamp() as now' });
  const [row] = rows;
  if (row === undefined) throw new Error('bug: a select of a constant answered nothing');
  return row.now;
}

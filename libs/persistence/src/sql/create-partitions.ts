import type { Queryable } from '../database.js';
import { firstUuidAt } from '../ids.js';
import { isAlreadyThere } from '../retryable.js';
import { dayMs, dayName, partitionedTables, type PartitionedTable } from './partitions.js';

/** Days ahead of today that always have partitions, so that a keeper that is down for days costs nothing. */
const daysAhead = 7;

/** Outcomes are heap-only updates of `delivery`: the free room of its pages is what keeps them so. */
const storage: Record<PartitionedTable, string> = {
  event: '',
  delivery: 'with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.1)',
  attempt: '',
};

/**
 * Creates the partitions from yesterday (events whose id was made just before midnight) to a week from now, by
 * the database's clock. Several processes may run it at once, outside of transactions.
 */
export async function createPartitions(db: Queryable): Promise<void> {
  const { rows } = await db.query<{ now: Date }>({ text: 'select now() as now' });
  const today = Math.floor((rows[0]?.now.getTime() ?? Date.now()) / dayMs) * dayMs;
  for (let day = -1; day <= daysAhead; day += 1) {
    for (const table of partitionedTables) await createPartition(db, table, today + day * dayMs);
  }
}

async function createPartition(db: Queryable, table: PartitionedTable, dayStartMs: number): Promise<void> {
  const name = `${table}_${dayName(dayStartMs)}`;
  // Creating one locks its parent against writers for a moment, so the common case, it exists, must not try.
  const { rows } = await db.query<{ found: boolean }>({
    text: 'select to_regclass($1) is not null as found',
    values: [`postrider.${name}`],
  });
  if (rows[0]?.found === true) return;
  try {
    await db.query({
      text: `create table postrider.${name} partition of postrider.${table}
               for values from ('${firstUuidAt(dayStartMs)}') to ('${firstUuidAt(dayStartMs + dayMs)}') ${storage[table]}`,
    });
  } catch (error) {
    if (!isAlreadyThere(error)) throw error;
  }
}

import type { Queryable } from '../database.js';
import { firstUuidAt } from '../ids.js';
import { dayMs, dayOfPartition, partitionedTables, type PartitionedTable } from './partitions.js';

interface Partition {
  readonly table: PartitionedTable;
  readonly name: string;
  readonly dayStartMs: number;
}

/**
 * Drops the days that are older than `retentionDays` by the database's clock, and the operator's event ids of
 * those days. A day of which a delivery is still owed waits whole, and so does one that a redelivery has yet to look
 * at: its events are what is yet to be sent.
 *
 * Takes an access-exclusive lock on the parent for the moment of each drop. Returns the names dropped.
 */
export async function dropPartitions(db: Queryable, retentionDays: number): Promise<string[]> {
  const { rows } = await db.query<{ now: Date }>({ text: 'select now() as now' });
  const today = Math.floor((rows[0]?.now.getTime() ?? Date.now()) / dayMs) * dayMs;
  const oldest = today - retentionDays * dayMs;
  const dropped: string[] = [];
  for (const partition of await listPartitions(db)) {
    if (partition.dayStartMs >= oldest) continue;
    if (partition.table !== 'attempt' && (await isOwed(db, partition.dayStartMs))) continue;
    await db.query({ text: `drop table if exists postrider.${partition.name}` });
    dropped.push(partition.name);
  }
  await dropEventKeys(db);
  return dropped;
}

async function listPartitions(db: Queryable): Promise<Partition[]> {
  const { rows } = await db.query<{ table: PartitionedTable; name: string }>({
    text: `
      select parent.relname as table, child.relname as name
      from pg_inherits
      join pg_class parent on parent.oid = inhparent
      join pg_class child on child.oid = inhrelid
      where parent.relnamespace = 'postrider'::regnamespace and parent.relname = any($1)
        and child.relname ~ '_[0-9]{8}$'
      order by child.relname`,
    values: [partitionedTables],
  });
  return rows.map((row) => ({ ...row, dayStartMs: dayOfPartition(row.name) }));
}

async function isOwed(db: Queryable, dayStartMs: number): Promise<boolean> {
  const { rows } = await db.query<{ owed: boolean }>({
    text: `
      select exists (select from postrider.owed_delivery where delivery_id >= $1 and delivery_id < $2)
        or exists (
          select from postrider.redelivery
          where state = 'running' and not all_enqueued and reached < $2 and until > $3
        ) as owed`,
    values: [firstUuidAt(dayStartMs), firstUuidAt(dayStartMs + dayMs), new Date(dayStartMs).toISOString()],
  });
  return rows[0]?.owed === true;
}

/** An operator's event id is remembered for as long as its event. */
async function dropEventKeys(db: Queryable): Promise<void> {
  const kept = (await listPartitions(db)).filter((partition) => partition.table === 'event');
  const first = kept[0];
  if (first === undefined) return;
  await db.query({
    text: 'delete from postrider.event_key where event_id < $1',
    values: [firstUuidAt(first.dayStartMs)],
  });
}

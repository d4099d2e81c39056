import type { Queryable } from '../database.js';
import { firstUuidAt } from '../ids.js';
import { databaseNow } from './database-now.js';
import { dayMs } from './partitions.js';

const batchSize = 5_000;

/**
 * Deletes the audit entries that are older than `retentionDays` by the database's clock, a bounded number at once, so
 * that no statement holds many rows locked; gives how many. Index: the primary key, which runs in the order of time.
 */
export async function dropAuditEntries(db: Queryable, retentionDays: number): Promise<number> {
  const oldest = firstUuidAt((await databaseNow(db)).getTime() - retentionDays * dayMs);
  for (let dropped = 0; ;) {
    const { rowCount } = await db.query({
      name: 'drop-audit-entries',
      text: `
        delete from postrider.audit_entry where id = any(array(
          select id from postrider.audit_entry where id < $1 order by id limit $2 for update skip locked))`,
      values: [oldest, batchSize],
    });
    dropped += rowCount ?? 0;
    if ((rowCount ?? 0) < batchSize) return dropped;
  }
}

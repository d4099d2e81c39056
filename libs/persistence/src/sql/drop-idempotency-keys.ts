import type { Queryable } from '../database.js';

/** Rows of one statement: it must neither hold its locks nor its snapshot for long. */
const batchSize = 5_000;

/**
 * Deletes the keys whose time is over, a bounded number at once; gives how many. A key that is being claimed anew is
 * skipped. Index: idempotency_key_expires_at_idx.
 */
export async function dropIdempotencyKeys(db: Queryable): Promise<number> {
  for (let dropped = 0; ;) {
    const { rowCount } = await db.query({
      name: 'drop-idempotency-keys',
      text: `
        delete from postrider.idempotency_key where ctid = any(array(
          select ctid from postrider.idempotency_key
          where expires_at <= now() order by expires_at limit $1 for update skip locked))`,
      values: [batchSize],
    });
    dropped += rowCount ?? 0;
    if ((rowCount ?? 0) < batchSize) return dropped;
  }
}

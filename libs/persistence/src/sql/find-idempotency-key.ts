import type { Queryable } from '../database.js';
import type { KeyedRequest } from './claim-idempotency-keys.js';

export interface FoundIdempotencyKey {
  readonly fingerprint: Buffer;
  /** Sealed; null while the request is under way. */
  readonly answer: string | null;
}

/** What is known of a key that has not expired. Index: the primary key. */
export async function findIdempotencyKey(
  db: Queryable,
  { ownerId, key }: KeyedRequest,
): Promise<FoundIdempotencyKey | undefined> {
  const { rows } = await db.query<FoundIdempotencyKey>({
    name: 'find-idempotency-key',
    text: `
      select fingerprint, answer from postrider.idempotency_key
      where owner_id = $1 and key = $2 and expires_at > now()`,
    values: [ownerId, key],
  });
  return rows[0];
}

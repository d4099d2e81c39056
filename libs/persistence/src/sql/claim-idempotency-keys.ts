import type { Queryable } from '../database.js';

/** A request that carries an idempotency key. */
export interface KeyedRequest {
  /** UUID of the application whose key called; the nil UUID for the operator. */
  readonly ownerId: string;
  readonly key: string;
  /** SHA-256 over everything that makes it this request. */
  readonly fingerprint: Buffer;
}

export interface IdempotencyClaim extends KeyedRequest {
  /** UUID. */
  readonly claimId: string;
}

/**
 * Claims keys that nobody holds: new ones, those whose time is over, and those whose request was under way when its
 * process died. Gives the ids of the claims that were granted; the others' requests were, or are being, answered.
 *
 * A claim is one row of (owner, key), so of two requests one is granted it. The second waits while the first's
 * transaction lasts. Rows are locked in the order of their keys, so that two batches cannot wait for each other; no
 * two claims of one call may be for the same key. Index: the primary key.
 *
 * @param holdSeconds how long a claim without an answer holds
 * @param keepSeconds how long the key is remembered
 */
export async function claimIdempotencyKeys(
  db: Queryable,
  claims: readonly IdempotencyClaim[],
  holdSeconds: number,
  keepSeconds: number,
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ claim_id: string }>({
    name: 'claim-idempotency-keys',
    text: `
      insert into postrider.idempotency_key as held
        (owner_id, key, fingerprint, claim_id, claimed_until, expires_at)
      select owner_id, key, fingerprint, claim_id, now() + make_interval(secs => $5), now() + make_interval(secs => $6)
      from unnest($1::uuid[], $2::text[], $3::bytea[], $4::uuid[]) as claim(owner_id, key, fingerprint, claim_id)
      order by owner_id, key
      on conflict (owner_id, key) do update
        set fingerprint = excluded.fingerprint, claim_id = excluded.claim_id, claimed_until = excluded.claimed_until,
            answer = null, expires_at = excluded.expires_at
        where held.expires_at <= now() or (held.answer is null and held.claimed_until <= now())
      returning claim_id`,
    values: [
      claims.map((claim) => claim.ownerId),
      claims.map((claim) => claim.key),
      claims.map((claim) => claim.fingerprint),
      claims.map((claim) => claim.claimId),
      holdSeconds,
      keepSeconds,
    ],
  });
  return new Set(rows.map((row) => row.claim_id));
}

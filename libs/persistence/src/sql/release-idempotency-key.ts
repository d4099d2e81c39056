import type { Queryable } from '../database.js';
import type { IdempotencyClaim } from './claim-idempotency-keys.js';

/** Gives back a key under which nothing happened, unless the claim ran out and somebody else has it. Index: the primary key. */
export async function releaseIdempotencyKey(db: Queryable, claim: IdempotencyClaim): Promise<void> {
  await db.query({
    name: 'release-idempotency-key',
    text: `delete from postrider.idempotency_key where owner_id = $1 and key = $2 and claim_id = $3`,
    values: [claim.ownerId, claim.key, claim.claimId],
  });
}

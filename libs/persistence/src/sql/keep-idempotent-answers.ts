import type { Queryable } from '../database.js';
import type { IdempotencyClaim } from './claim-idempotency-keys.js';

export interface KeptAnswer {
  readonly claim: IdempotencyClaim;
  /** Sealed. */
  readonly answer: string;
}

/**
 * Puts the answers beside their claims. A claim that ran out and was taken over is left to whoever has it now.
 * Index: the primary key; locks the rows, which their claims' owners alone write to.
 */
export async function keepIdempotentAnswers(db: Queryable, kept: readonly KeptAnswer[]): Promise<void> {
  await db.query({
    name: 'keep-idempotent-answers',
    text: `
      update postrider.idempotency_key held set answer = kept.answer
      from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) as kept(owner_id, key, claim_id, answer)
      where held.owner_id = kept.owner_id and held.key = kept.key and held.claim_id = kept.claim_id`,
    values: [
      kept.map(({ claim }) => claim.ownerId),
      kept.map(({ claim }) => claim.key),
      kept.map(({ claim }) => claim.claimId),
      kept.map(({ answer }) => answer),
    ],
  });
}

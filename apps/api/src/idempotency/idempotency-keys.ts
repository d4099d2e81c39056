import { Inject, Injectable } from '@nestjs/common';
import {
  answerContext,
  claimIdempotencyKeys,
  findIdempotencyKey,
  keepIdempotentAnswers,
  newUuid,
  releaseIdempotencyKey,
  type Database,
  type IdempotencyClaim,
  type KeptAnswer,
  type KeyedRequest,
  type Queryable,
} from '#persistence';
import { seal, unseal, type MasterKeys } from '#signing';
import { DATABASE, MASTER_KEYS } from '../core/tokens.js';
import { ProblemError } from '../http/problem-error.js';
import { AlreadyAnswered, type Answer } from './answer.js';

/** How long a claim without an answer holds: no request is under way for longer, so its process died. */
const holdSeconds = 120;

/** How long a key is remembered. */
const keepSeconds = 86_400;

/**
 * The idempotency keys of requests and their answers. Answers are sealed, each bound to its key: some hold a secret
 * that is shown once.
 */
@Injectable()
export class IdempotencyKeys {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(MASTER_KEYS) private readonly masterKeys: MasterKeys,
  ) {}

  /** Claims a key for its request, or throws what `refuseRepeat` does. */
  async claim(request: KeyedRequest): Promise<IdempotencyClaim> {
    const claim = { ...request, claimId: newUuid() };
    for (;;) {
      const granted = await this.claimIn(this.database.hot, [claim]);
      if (granted.has(claim.claimId)) return claim;
      await this.refuseRepeat(request);
    }
  }

  /** Claims keys, all different, in the caller's transaction; gives the ids of the claims that were granted. */
  claimIn(db: Queryable, claims: readonly IdempotencyClaim[]): Promise<ReadonlySet<string>> {
    return claimIdempotencyKeys(db, claims, holdSeconds, keepSeconds);
  }

  /**
   * Returns only if nobody holds the key.
   *
   * @throws AlreadyAnswered when this request was answered
   * @throws ProblemError `idempotency_key_in_use` while it is under way, `idempotency_key_reused` when the key is that
   * of another request
   */
  async refuseRepeat(request: KeyedRequest): Promise<void> {
    const found = await findIdempotencyKey(this.database.hot, request);
    if (found === undefined) return;
    if (!found.fingerprint.equals(request.fingerprint)) throw new ProblemError('idempotency_key_reused');
    if (found.answer === null) throw new ProblemError('idempotency_key_in_use', { headers: { 'retry-after': '1' } });
    throw new AlreadyAnswered(JSON.parse(unseal(this.masterKeys, found.answer, answerContext(request))) as Answer);
  }

  sealed(claim: IdempotencyClaim, answer: Answer): KeptAnswer {
    return { claim, answer: seal(this.masterKeys, JSON.stringify(answer), answerContext(claim)) };
  }

  keep(claim: IdempotencyClaim, answer: Answer): Promise<void> {
    return this.keepIn(this.database.hot, [this.sealed(claim, answer)]);
  }

  keepIn(db: Queryable, answers: readonly KeptAnswer[]): Promise<void> {
    return keepIdempotentAnswers(db, answers);
  }

  /** Nothing happened under the key: it is free again. */
  release(claim: IdempotencyClaim): Promise<void> {
    return releaseIdempotencyKey(this.database.hot, claim);
  }
}

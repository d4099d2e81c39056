import type { RetryPolicy } from '#events';
import { policyForType, waitAfter, windowEnd } from './schedule.js';

/** A delivery that waits for an attempt. */
export interface WaitingDelivery {
  readonly eventType: string;
  /** Attempts that its policy counts. */
  readonly attemptCount: number;
  /** The first of them; null before it. */
  readonly firstAttemptAt: Date | null;
  readonly nextAttemptAt: Date;
}

/**
 * When a delivery is attempted if every attempt fails, takes no time and jitter neither lengthens nor shortens: the
 * next attempt as it is scheduled, and those after it as the policy says, up to the end of its window and to `limit`.
 */
export function attemptsAhead(policy: RetryPolicy, delivery: WaitingDelivery, limit: number): readonly Date[] {
  const { eventType, attemptCount, firstAttemptAt, nextAttemptAt } = delivery;
  const applied = policyForType(policy, eventType);
  const { maxAttempts = Infinity } = applied;
  const end = windowEnd(applied, firstAttemptAt ?? nextAttemptAt);
  // What is owed is sent once more even when its policy, changed meanwhile, allows no more attempts.
  const times = [nextAttemptAt];
  let at = nextAttemptAt.getTime();
  for (let made = attemptCount + 1; made < maxAttempts && times.length < limit; made += 1) {
    at += waitAfter(applied, made).nominal * 1000;
    if (at > end) break;
    times.push(new Date(at));
  }
  return times;
}

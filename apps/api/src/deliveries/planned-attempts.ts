import { attemptsAhead } from '#delivery';
import type { FoundDelivery } from '#persistence';
import { resolveRetryPolicy, type StoredRetryPolicy } from '../endpoints/check-retry-policy.js';
import type { PlannedAttemptDto } from './deliveries.dto.js';

/** Of those that were made, and of those to come. */
export const maxAttemptsShown = 20;

/** The attempts that a delivery has yet to come if all of them fail: the next as scheduled, those after as its policy says. */
export function plannedAttempts(delivery: FoundDelivery): PlannedAttemptDto[] {
  const { eventType, nextAttemptAt, policyAttempts, policyFirstAttemptAt, retryPolicy, attemptCount } = delivery;
  if (nextAttemptAt === null || retryPolicy === null) return [];
  const policy = resolveRetryPolicy(retryPolicy as StoredRetryPolicy);
  const waiting = { eventType, attemptCount: policyAttempts, firstAttemptAt: policyFirstAttemptAt, nextAttemptAt };
  return attemptsAhead(policy, waiting, maxAttemptsShown).map((at, index) => ({
    number: attemptCount + index + 1,
    at: at.toISOString(),
  }));
}

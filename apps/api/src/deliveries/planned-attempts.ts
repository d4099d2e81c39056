import { previewSchedule } from '#delivery';
import type { FoundDelivery } from '#persistence';
import { resolveRetryPolicy, type StoredRetryPolicy } from '../endpoints/check-retry-policy.js';
import type { PlannedAttemptDto } from './deliveries.dto.js';

const maxShown = 20;

/** The attempts that a delivery has yet to come if all of them fail: the next as scheduled, those after as its policy says. */
export function plannedAttempts(delivery: FoundDelivery): PlannedAttemptDto[] {
  const { nextAttemptAt, policyAttempts, retryPolicy, eventType, attemptCount } = delivery;
  if (nextAttemptAt === null || retryPolicy === null) return [];
  const policy = resolveRetryPolicy(retryPolicy as StoredRetryPolicy);
  const preview = previewSchedule(policy, { eventType, limit: policyAttempts + maxShown });
  const coming = preview.slice(policyAttempts);
  const first = coming[0]?.afterSeconds.nominal ?? 0;
  // What is owed is sent once more even when its policy, changed meanwhile, would have given it up by now.
  const offsets = coming.length === 0 ? [0] : coming.map(({ afterSeconds }) => afterSeconds.nominal - first);
  return offsets.map((offset, index) => ({
    number: attemptCount + index + 1,
    at: new Date(nextAttemptAt.getTime() + offset * 1000).toISOString(),
  }));
}

import type { RetryPolicy } from '#events';

/** The rules for one event type: a policy without its overrides. */
export type TypePolicy = Omit<RetryPolicy, 'eventTypes'>;

const sentOnce: TypePolicy = { maxAttempts: 1, schedule: [1], jitter: 0 };

/** The override of `eventType` if the policy has one, otherwise the policy itself. */
export function policyForType(policy: RetryPolicy, eventType: string | undefined): TypePolicy {
  const overrides = policy.eventTypes;
  if (eventType === undefined || overrides === undefined || !Object.hasOwn(overrides, eventType)) return policy;

  const override = overrides[eventType];
  return override === undefined || override === 'none' ? sentOnce : override;
}

/** Seconds to wait after attempt number `attempt` (1 is the first), before jitter. */
export function nominalDelaySeconds(policy: TypePolicy, attempt: number): number {
  const { schedule } = policy;
  if ('initial' in schedule) {
    // The power overflows to Infinity on late attempts; the cap brings it back.
    return Math.min(schedule.initial * schedule.factor ** (attempt - 1), schedule.maxInterval);
  }
  return schedule[Math.min(attempt, schedule.length) - 1] ?? 1;
}

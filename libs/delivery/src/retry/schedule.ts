import type { OutcomeClass, RetryPolicy } from '#events';

/** The rules for one event type: a policy without its overrides. */
export type TypePolicy = Omit<RetryPolicy, 'eventTypes'>;

/** The wait before an attempt, in seconds: as planned, and how short and how long jitter may make it. */
export interface Wait {
  readonly shortest: number;
  readonly nominal: number;
  readonly longest: number;
}

const sentOnce: TypePolicy = { maxAttempts: 1, schedule: [1], jitter: 0 };

/** The override of `eventType` if the policy has one, otherwise the policy itself. */
export function policyForType(policy: RetryPolicy, eventType: string | undefined): TypePolicy {
  const overrides = policy.eventTypes;
  if (eventType === undefined || overrides === undefined || !Object.hasOwn(overrides, eventType)) return policy;

  const override = overrides[eventType];
  return override === undefined || override === 'none' ? sentOnce : override;
}

/** When the window of a policy ends, in milliseconds since the epoch; never where it has none. */
export function windowEnd({ maxAgeSeconds = Infinity }: TypePolicy, firstAttemptAt: Date): number {
  return firstAttemptAt.getTime() + maxAgeSeconds * 1000;
}

/** The wait after attempt number `attempt`; 1 is the first. */
export function waitAfter({ schedule, jitter }: TypePolicy, attempt: number): Wait {
  if (!('initial' in schedule)) return promisedWait(schedule[Math.min(attempt, schedule.length) - 1] ?? 1, jitter);
  // The power overflows to Infinity on late attempts; the cap brings it back.
  const nominal = Math.min(schedule.initial * schedule.factor ** (attempt - 1), schedule.maxInterval);
  const longest = Math.min(nominal * (1 + jitter), schedule.maxInterval);
  return { shortest: nominal * (1 - jitter), nominal, longest };
}

/** The wait for a delay that somebody may have been promised by its number: jitter only makes it longer. */
export function promisedWait(seconds: number, jitter: number): Wait {
  return { shortest: seconds, nominal: seconds, longest: seconds * (1 + jitter) };
}

/** How an attempt ended, as far as `firstDelayFor` looks at it. */
export interface Ending {
  readonly class?: OutcomeClass;
  readonly status?: number;
}

/** The wait after attempt number `attempt`, which ended so: the first may be followed by a delay of its own. */
export function waitFor(policy: TypePolicy, attempt: number, ended: Ending): Wait {
  const first = policy.firstDelayFor;
  const applies =
    attempt === 1 &&
    first !== undefined &&
    ((ended.class !== undefined && first.classes?.includes(ended.class) === true) ||
      (ended.status !== undefined && first.statuses?.includes(ended.status) === true));
  return applies ? promisedWait(first.seconds, policy.jitter) : waitAfter(policy, attempt);
}

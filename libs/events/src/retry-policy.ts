import type { OutcomeClass } from './outcome.js';

/** Delays that grow by `factor` from `initial` up to `maxInterval`, all in seconds. */
export interface ExponentialBackoff {
  readonly initial: number;
  readonly factor: number;
  readonly maxInterval: number;
}

/**
 * When a failed delivery is tried again and when it is given up. At least one of `maxAttempts` and
 * `maxAgeSeconds` bounds it, so that no delivery is retried for ever.
 */
export interface RetryPolicy {
  /** Attempts in total, the first included. */
  readonly maxAttempts?: number;
  /** No attempt starts later than this after the first attempt started. */
  readonly maxAgeSeconds?: number;
  /** Seconds to wait after attempt 1, 2, 3, …; the last one repeats. Or a backoff that gives them. */
  readonly schedule: readonly number[] | ExponentialBackoff;
  /**
   * Share of each delay that is random, 0 to 1. A backoff's delay `d` becomes `d × (1 ± jitter)`, but never more than
   * `maxInterval`. A delay that stands in a list or in `firstDelayFor` may have been promised by its number: it becomes
   * `d × (1 + jitter)` at most, and is never shortened.
   */
  readonly jitter: number;
  /** Seconds to wait after the first attempt instead, when it ended in one of `classes` or `statuses`. */
  readonly firstDelayFor?: {
    readonly seconds: number;
    readonly classes?: readonly OutcomeClass[];
    readonly statuses?: readonly number[];
  };
  /** Policies of single event types, or `none` for types that are sent once. */
  readonly eventTypes?: Readonly<Record<string, Omit<RetryPolicy, 'eventTypes'> | 'none'>>;
}

const minute = 60;
const hour = 60 * minute;

export const builtInRetryPolicies = {
  'three-attempts': { maxAttempts: 3, schedule: [30, 5 * minute], jitter: 0.1 },
  'exponential-24h': {
    maxAgeSeconds: 24 * hour,
    schedule: { initial: 10, factor: 2, maxInterval: hour },
    jitter: 0.2,
  },
} as const satisfies Record<string, RetryPolicy>;

export type BuiltInRetryPolicyName = keyof typeof builtInRetryPolicies;

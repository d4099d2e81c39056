import type { OutcomeClass, RetryPolicy } from '#events';
import { policyForType, waitFor, windowEnd } from './schedule.js';
import type { Wait } from './schedule.js';

/** How an attempt ended, as `classify` tells it. */
export interface AttemptOutcome {
  readonly class: OutcomeClass;
  readonly status?: number;
  /** What `Retry-After` asked for, already clamped to 1 s to 24 h. It can only delay. */
  readonly retryAfterSeconds?: number;
  /** The response carried `webhook-no-retry: 1`, or a status that the contract holds to be hopeless. */
  readonly noRetry?: boolean;
}

export interface AttemptMade {
  readonly policy: RetryPolicy;
  readonly eventType: string;
  /** Attempts made so far, the one just finished included. */
  readonly attemptCount: number;
  readonly firstAttemptAt: Date;
  readonly finishedAt: Date;
  readonly outcome: AttemptOutcome;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export type GiveUpReason = 'attempts' | 'window' | 'receiver-said-stop';

export type NextStep =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly at: Date }
  | { readonly kind: 'give-up'; readonly reason: GiveUpReason };

/**
 * How late a retry may come to its turn, in milliseconds: it waits for a sweep and for its lane. Jitter leaves so much of
 * the window, because an attempt that comes to its turn after the window is not made.
 */
const turnMs = 5_000;

/**
 * What follows an attempt. A retry is never past the policy's window: if the nominal delay oversteps it the
 * delivery is given up, and jitter that would is clamped.
 */
export function nextStep(made: AttemptMade): NextStep {
  const { outcome, attemptCount } = made;
  if (outcome.class === 'delivered' || outcome.class === 'acknowledged') return { kind: 'done' };
  if (outcome.noRetry === true) return { kind: 'give-up', reason: 'receiver-said-stop' };

  const policy = policyForType(made.policy, made.eventType);
  if (attemptCount >= (policy.maxAttempts ?? Infinity)) return { kind: 'give-up', reason: 'attempts' };

  const end = windowEnd(policy, made.firstAttemptAt);
  const asked = (outcome.retryAfterSeconds ?? 0) * 1000;
  const wait = waitFor(policy, attemptCount, outcome);
  const finished = made.finishedAt.getTime();
  const nominal = finished + Math.max(wait.nominal * 1000, asked);
  if (nominal > end) return { kind: 'give-up', reason: 'window' };

  const delay = Math.max(drawn(wait, made.random) * 1000, asked, 1000);
  return { kind: 'retry', at: new Date(Math.min(finished + Math.round(delay), Math.max(nominal, end - turnMs))) };
}

/** Whether the window of a delivery's policy is over, and with it the time for another attempt. */
export function isPastWindow(
  policy: RetryPolicy,
  delivery: { readonly eventType: string; readonly firstAttemptAt: Date | null },
  now: Date,
): boolean {
  const { eventType, firstAttemptAt } = delivery;
  if (firstAttemptAt === null) return false;
  return now.getTime() > windowEnd(policyForType(policy, eventType), firstAttemptAt);
}

function drawn({ shortest, longest }: Wait, random: () => number): number {
  return shortest + (longest - shortest) * random();
}

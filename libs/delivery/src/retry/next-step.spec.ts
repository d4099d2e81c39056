import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { builtInRetryPolicies } from '#events';
import type { RetryPolicy } from '#events';
import { isPastWindow, nextStep } from './next-step.js';
import type { AttemptMade, NextStep } from './next-step.js';

const day = 86_400;
const start = new Date('2026-03-01T00:00:00Z');
const after = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);

function step(changes: Partial<AttemptMade>): NextStep {
  return nextStep({
    policy: { maxAttempts: 3, schedule: [30, 300], jitter: 0 },
    eventType: 'order.paid',
    attemptCount: 1,
    firstAttemptAt: start,
    finishedAt: start,
    outcome: { class: 'failed', status: 500 },
    random: () => 0.5,
    ...changes,
  });
}

const delaySeconds = fc.integer({ min: 1, max: day });
const policies: fc.Arbitrary<RetryPolicy> = fc.record({
  maxAttempts: fc.integer({ min: 1, max: 30 }),
  maxAgeSeconds: fc.integer({ min: 1, max: 30 * day }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  schedule: fc.oneof(
    fc.array(delaySeconds, { minLength: 1, maxLength: 10 }),
    fc.record({
      initial: delaySeconds,
      factor: fc.double({ min: 1, max: 10, noNaN: true }),
      maxInterval: delaySeconds,
    }),
  ),
});
const retryAfters = fc.option(fc.integer({ min: 1, max: day }), { nil: undefined });

describe('nextStep', () => {
  it.each(['delivered', 'acknowledged'] as const)('is done when the attempt was %s', (outcome) => {
    expect(step({ outcome: { class: outcome, noRetry: true }, attemptCount: 3 })).toEqual({ kind: 'done' });
  });

  it('follows the schedule, whose last delay repeats', () => {
    const policy = { maxAttempts: 10, schedule: [30, 300], jitter: 0 };
    const delays = [1, 2, 3, 9].map((attemptCount) => step({ policy, attemptCount }));
    expect(delays).toEqual([30, 300, 300, 300].map((seconds) => ({ kind: 'retry', at: after(seconds) })));
  });

  it('grows an exponential backoff up to its cap, however late the attempt', () => {
    const policy = { maxAgeSeconds: day, schedule: { initial: 10, factor: 2, maxInterval: 3600 }, jitter: 0 };
    const delays = [1, 2, 5, 9, 10, 1000].map((attemptCount) => step({ policy, attemptCount }));
    expect(delays).toEqual([10, 20, 160, 2560, 3600, 3600].map((seconds) => ({ kind: 'retry', at: after(seconds) })));
  });

  it('gives up after the last attempt', () => {
    expect(step({ attemptCount: 2 }).kind).toBe('retry');
    expect(step({ attemptCount: 3 })).toEqual({ kind: 'give-up', reason: 'attempts' });
  });

  it('gives up when the next attempt would be past the window', () => {
    const policy = { maxAgeSeconds: 100, schedule: [30], jitter: 0 };
    expect(step({ policy, finishedAt: after(70) })).toEqual({ kind: 'retry', at: after(100) });
    expect(step({ policy, finishedAt: after(70.001) })).toEqual({ kind: 'give-up', reason: 'window' });
    expect(step({ policy, outcome: { class: 'rate_limited', retryAfterSeconds: 101 } })).toEqual({
      kind: 'give-up',
      reason: 'window',
    });
  });

  it('shortens a delay that only jitter carried past the window, and leaves time for its turn', () => {
    const policy = { maxAgeSeconds: 100, schedule: [90], jitter: 0.5 };
    expect(step({ policy, random: () => 0.999 })).toEqual({ kind: 'retry', at: after(95) });
  });

  it('keeps to the delay as planned where that leaves less time', () => {
    const policy = { maxAgeSeconds: 100, schedule: [98], jitter: 0.5 };
    expect(step({ policy, random: () => 0.999 })).toEqual({ kind: 'retry', at: after(98) });
  });

  it('stops when the receiver says so', () => {
    expect(step({ outcome: { class: 'refused', noRetry: true } })).toEqual({
      kind: 'give-up',
      reason: 'receiver-said-stop',
    });
  });

  it('waits as long as the receiver asks, and never less than planned', () => {
    expect(step({ outcome: { class: 'rate_limited', retryAfterSeconds: 90 } })).toEqual({
      kind: 'retry',
      at: after(90),
    });
    expect(step({ outcome: { class: 'rate_limited', retryAfterSeconds: 5 } })).toEqual({
      kind: 'retry',
      at: after(30),
    });
  });

  it('spreads a backoff by the share that is jitter', () => {
    const policy = { maxAttempts: 3, schedule: { initial: 100, factor: 2, maxInterval: 1000 }, jitter: 0.2 };
    expect(step({ policy, random: () => 0 })).toEqual({ kind: 'retry', at: after(80) });
    expect(step({ policy, random: () => 0.5 })).toEqual({ kind: 'retry', at: after(100) });
    expect(step({ policy, random: () => 1 })).toEqual({ kind: 'retry', at: after(120) });
  });

  it('never waits longer than the greatest interval of a backoff', () => {
    const policy = { maxAttempts: 9, schedule: { initial: 100, factor: 2, maxInterval: 200 }, jitter: 0.2 };
    expect(step({ policy, attemptCount: 5, random: () => 0 })).toEqual({ kind: 'retry', at: after(160) });
    expect(step({ policy, attemptCount: 5, random: () => 1 })).toEqual({ kind: 'retry', at: after(200) });
  });

  it('makes a listed delay longer by its jitter, never shorter', () => {
    const policy = { maxAttempts: 3, schedule: [100], jitter: 0.2 };
    expect(step({ policy, random: () => 0 })).toEqual({ kind: 'retry', at: after(100) });
    expect(step({ policy, random: () => 1 })).toEqual({ kind: 'retry', at: after(120) });
  });

  it('makes the first delay of a failure class longer by its jitter, never shorter', () => {
    const backoff = { initial: 10, factor: 2, maxInterval: 3600 };
    const firstDelayFor = { seconds: 3600, classes: ['timed_out'] as const };
    const policy = { maxAttempts: 3, schedule: backoff, jitter: 0.2, firstDelayFor };
    const outcome = { class: 'timed_out' } as const;
    expect(step({ policy, outcome, random: () => 0 })).toEqual({ kind: 'retry', at: after(3600) });
    expect(step({ policy, outcome, random: () => 1 })).toEqual({ kind: 'retry', at: after(4320) });
  });

  it('waits a different time after a first attempt that failed in a listed way', () => {
    const policy: RetryPolicy = {
      maxAttempts: 3,
      schedule: [10],
      jitter: 0,
      firstDelayFor: { seconds: 3600, classes: ['timed_out'], statuses: [404] },
    };
    const later = { kind: 'retry', at: after(3600) };
    expect(step({ policy, outcome: { class: 'timed_out' } })).toEqual(later);
    expect(step({ policy, outcome: { class: 'refused', status: 404 } })).toEqual(later);
    expect(step({ policy, outcome: { class: 'failed', status: 500 } })).toEqual({ kind: 'retry', at: after(10) });
    expect(step({ policy, attemptCount: 2, outcome: { class: 'timed_out' } })).toEqual({
      kind: 'retry',
      at: after(10),
    });
  });

  it('follows the policy of the event type where there is one', () => {
    const policy: RetryPolicy = {
      maxAttempts: 3,
      schedule: [10],
      jitter: 0,
      eventTypes: { TEST: 'none', slow: { maxAttempts: 3, schedule: [500], jitter: 0 } },
    };
    expect(step({ policy, eventType: 'TEST' })).toEqual({ kind: 'give-up', reason: 'attempts' });
    expect(step({ policy, eventType: 'slow' })).toEqual({ kind: 'retry', at: after(500) });
    expect(step({ policy, eventType: 'constructor' })).toEqual({ kind: 'retry', at: after(10) });
  });

  it('makes three attempts in total by three-attempts', () => {
    const policy = builtInRetryPolicies['three-attempts'];
    const kinds = [1, 2, 3].map((attemptCount) => step({ policy, attemptCount }).kind);
    expect(kinds).toEqual(['retry', 'retry', 'give-up']);
  });

  it('never schedules past the window, in the past, or beyond the number of attempts', () => {
    const property = fc.property(
      policies,
      fc.double({ min: 0, max: 1, noNaN: true }),
      retryAfters,
      (policy, random, asked) => {
        const windowEnd = after(policy.maxAgeSeconds ?? Infinity).getTime();
        let finishedAt = start;
        let attempts = 1;
        for (;;) {
          const outcome = { class: 'failed' as const, ...(asked === undefined ? {} : { retryAfterSeconds: asked }) };
          const next = step({ policy, attemptCount: attempts, finishedAt, outcome, random: () => random });
          if (next.kind !== 'retry') break;
          expect(next.at.getTime()).toBeGreaterThan(finishedAt.getTime());
          expect(next.at.getTime()).toBeLessThanOrEqual(windowEnd);
          expect(next.at.getTime() - finishedAt.getTime()).toBeGreaterThanOrEqual((asked ?? 1) * 1000);
          finishedAt = next.at;
          attempts += 1;
        }
        expect(attempts).toBeLessThanOrEqual(policy.maxAttempts ?? Infinity);
      },
    );
    fc.assert(property, { numRuns: 300 });
  });
});

describe('isPastWindow', () => {
  const policy: RetryPolicy = {
    maxAgeSeconds: 100,
    schedule: [10],
    jitter: 0,
    eventTypes: { short: { maxAgeSeconds: 20, schedule: [10], jitter: 0 }, once: 'none' },
  };

  it('counts from the first attempt, by the policy of the event type', () => {
    const isPast = (eventType: string, seconds: number): boolean =>
      isPastWindow(policy, { eventType, firstAttemptAt: start }, after(seconds));
    expect([isPast('long', 100), isPast('long', 100.001)]).toEqual([false, true]);
    expect([isPast('short', 20), isPast('short', 20.001)]).toEqual([false, true]);
    expect(isPast('once', day)).toBe(false);
  });

  it('is never so before the first attempt, however long the delivery was held', () => {
    expect(isPastWindow(policy, { eventType: 'long', firstAttemptAt: null }, after(day))).toBe(false);
  });
});

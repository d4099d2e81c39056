import { describe, expect, it } from '@jest/globals';
import { builtInRetryPolicies, contractOf } from '#events';
import type { OutcomeClass, RetryPolicy } from '#events';
import { classify } from '../classify.js';
import { nextStep } from './next-step.js';
import type { AttemptOutcome } from './next-step.js';

const [minute, hour, day] = [60, 3_600, 86_400];
const start = new Date('2026-03-01T00:00:00Z');
const failed: AttemptOutcome = { class: 'failed', status: 503 };

function policyOf(contract: string): RetryPolicy {
  const promised = contractOf(contract)?.retryPolicy;
  if (promised === undefined) throw new Error(`no contract ${contract}`);
  return typeof promised === 'string' ? builtInRetryPolicies[promised as keyof typeof builtInRetryPolicies] : promised;
}

/** Seconds between the attempts of a delivery that keeps failing, with the same luck in every jitter. */
function waits(contract: string, luck: number, eventType = 'any', outcome = failed): number[] {
  const made: number[] = [];
  let finishedAt = start;
  for (let attemptCount = 1; ; attemptCount += 1) {
    const policy = policyOf(contract);
    const next = nextStep({
      policy,
      eventType,
      attemptCount,
      firstAttemptAt: start,
      finishedAt,
      outcome,
      random: () => luck,
    });
    if (next.kind !== 'retry') return made;
    made.push((next.at.getTime() - finishedAt.getTime()) / 1_000);
    finishedAt = next.at;
  }
}

/** What follows a first attempt that the receiver answered with `status`. */
function after(contract: string, status: number): string {
  const promised = contractOf(contract);
  if (promised === undefined) throw new Error(`no contract ${contract}`);
  const response = { status, headers: [], body: Buffer.alloc(0), truncated: false };
  const exchange = {
    startedAt: start,
    timings: { totalMs: 5 },
    reusedConnection: false,
    retriedFreshSocket: false,
    response,
  };
  return nextStep({
    policy: policyOf(contract),
    eventType: 'any',
    attemptCount: 1,
    firstAttemptAt: start,
    finishedAt: start,
    outcome: classify(exchange, promised.success),
    random: () => 0.5,
  }).kind;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe.each([0, 0.5, 0.999_999])('what the contracts promise, with luck %d', (luck) => {
  it.each([
    ['standard', 24 * hour],
    ['gridio', 24 * hour],
    ['grid', 7 * day],
    ['customerio', 7 * day],
  ])('%s goes on until its window ends, and not past it', (contract, window) => {
    const total = sum(waits(contract, luck));
    expect(total).toBeLessThanOrEqual(window);
    // No later attempt would have fitted.
    expect(total).toBeGreaterThan(window - 2 * hour);
  });

  it.each(['munity', 'grow'])('%s makes three attempts in all', (contract) => {
    expect(waits(contract, luck)).toHaveLength(2);
  });

  it('grid never waits longer than 30 minutes', () => {
    expect(Math.max(...waits('grid', luck))).toBeLessThanOrEqual(30 * minute);
  });

  it.each(['INCOMING_PAYMENT.PENDING', 'TEST'])('grid sends %s once', (eventType) => {
    expect(waits('grid', luck, eventType)).toEqual([]);
  });

  it.each([400, 401, 402, 403, 404, 405, 410, 429, 500, 502, 521])(
    'customerio waits an hour after a first attempt that ended in %d',
    (status) => {
      const [first, second] = waits('customerio', luck, 'any', { class: 'failed', status });
      expect(first).toBeGreaterThanOrEqual(hour);
      expect(second).toBeLessThan(minute);
    },
  );

  it.each<OutcomeClass>(['connection_refused', 'connection_reset', 'tls_failed', 'dns_failed'])(
    'customerio waits an hour after a first attempt that ended in %s',
    (outcome) => {
      expect(waits('customerio', luck, 'any', { class: outcome })[0]).toBeGreaterThanOrEqual(hour);
    },
  );

  it('customerio does not wait an hour after 503', () => {
    expect(waits('customerio', luck)[0]).toBeLessThan(minute);
  });
});

describe('a payload that is too large for the receiver (C31)', () => {
  it.each(['standard', 'munity'])('is not sent again by %s, which promised nothing else', (contract) => {
    expect(after(contract, 413)).toBe('give-up');
    expect(after(contract, 400)).toBe('retry');
  });

  it.each(['gridio', 'grow', 'grid', 'customerio'])(
    'is sent again by %s, which promised to whatever the receiver answers',
    (contract) => {
      expect(after(contract, 413)).toBe('retry');
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import type { FoundDelivery } from '#persistence';
import { plannedAttempts } from './planned-attempts.js';

const due = new Date('2026-11-20T10:00:00.000Z');

const owed: FoundDelivery = {
  id: '019aa000-0000-7000-8000-000000000001',
  endpointId: '019aa000-0000-7000-8000-000000000002',
  eventId: '019aa000-0000-7000-8000-000000000003',
  eventType: 'a.b',
  state: 'pending',
  attemptCount: 1,
  policyAttempts: 1,
  policyFirstAttemptAt: new Date('2026-11-20T09:59:00.000Z'),
  lastOutcome: 'failed',
  lastStatus: 503,
  firstAttemptAt: new Date('2026-11-20T09:59:00.000Z'),
  nextAttemptAt: due,
  finishedAt: null,
  retryPolicy: { maxAttempts: 4, schedule: [60, 120, 240], jitter: 0.5 },
};

describe('the attempts to come', () => {
  it('begin with the one that is scheduled and follow the policy', () => {
    expect(plannedAttempts(owed)).toEqual([
      { number: 2, at: '2026-11-20T10:00:00.000Z' },
      { number: 3, at: '2026-11-20T10:02:00.000Z' },
      { number: 4, at: '2026-11-20T10:06:00.000Z' },
    ]);
  });

  it('are numbered on after a redelivery, whose policy starts over', () => {
    const planned = plannedAttempts({ ...owed, attemptCount: 7, policyAttempts: 0, policyFirstAttemptAt: null });
    expect(planned.map(({ number }) => number)).toEqual([8, 9, 10, 11]);
    expect(planned[0]?.at).toBe(due.toISOString());
  });

  it('end with the window of the policy, however late the next one is', () => {
    const retryPolicy = { maxAgeSeconds: 3600, schedule: [600], jitter: 0 };
    // As after a first attempt that was answered with `Retry-After: 2400`.
    const nextAttemptAt = new Date('2026-11-20T10:39:00.000Z');
    expect(plannedAttempts({ ...owed, retryPolicy, nextAttemptAt })).toEqual([
      { number: 2, at: '2026-11-20T10:39:00.000Z' },
      { number: 3, at: '2026-11-20T10:49:00.000Z' },
      { number: 4, at: '2026-11-20T10:59:00.000Z' },
    ]);
  });

  it('are as many as the window holds from a first attempt that is yet to come', () => {
    const retryPolicy = { maxAgeSeconds: 1200, schedule: [600], jitter: 0 };
    const fresh = { ...owed, attemptCount: 0, policyAttempts: 0, firstAttemptAt: null, policyFirstAttemptAt: null };
    expect(plannedAttempts({ ...fresh, retryPolicy }).map(({ at }) => at)).toEqual([
      '2026-11-20T10:00:00.000Z',
      '2026-11-20T10:10:00.000Z',
      '2026-11-20T10:20:00.000Z',
    ]);
  });

  it('are one more where a changed policy allows none', () => {
    const planned = plannedAttempts({ ...owed, policyAttempts: 9, attemptCount: 9 });
    expect(planned).toEqual([{ number: 10, at: due.toISOString() }]);
  });

  it('are none when nothing is owed or nobody to send to', () => {
    expect(plannedAttempts({ ...owed, nextAttemptAt: null })).toEqual([]);
    expect(plannedAttempts({ ...owed, retryPolicy: null })).toEqual([]);
  });

  it('are not endless', () => {
    expect(plannedAttempts({ ...owed, retryPolicy: 'exponential-24h' })).toHaveLength(20);
  });
});

import { describe, expect, it } from '@jest/globals';
import { builtInRetryPolicies } from '#events';
import { previewSchedule } from './preview-schedule.js';

describe('previewSchedule', () => {
  it('lists the attempts with the spread that jitter gives them', () => {
    const backoff = { initial: 100, factor: 2, maxInterval: 200 };
    expect(previewSchedule({ maxAttempts: 3, schedule: backoff, jitter: 0.1 }, { limit: 10 })).toEqual([
      { attempt: 1, afterSeconds: { earliest: 0, nominal: 0, latest: 0 } },
      { attempt: 2, afterSeconds: { earliest: 90, nominal: 100, latest: 110 } },
      { attempt: 3, afterSeconds: { earliest: 270, nominal: 300, latest: 310 } },
    ]);
  });

  it('shows no attempt earlier than a listed delay says', () => {
    expect(previewSchedule({ maxAttempts: 3, schedule: [100, 200], jitter: 0.1 }, { limit: 10 })).toEqual([
      { attempt: 1, afterSeconds: { earliest: 0, nominal: 0, latest: 0 } },
      { attempt: 2, afterSeconds: { earliest: 100, nominal: 100, latest: 110 } },
      { attempt: 3, afterSeconds: { earliest: 300, nominal: 300, latest: 330 } },
    ]);
  });

  it('ends with the window, past which nothing is shown', () => {
    const attempts = previewSchedule(builtInRetryPolicies['exponential-24h'], { limit: 1000 });
    expect(attempts.length).toBeGreaterThan(20);
    expect(attempts.length).toBeLessThan(1000);
    for (const { afterSeconds } of attempts) {
      expect(afterSeconds.nominal).toBeLessThanOrEqual(86_400);
      expect(afterSeconds.latest).toBeLessThanOrEqual(86_400);
      expect(afterSeconds.earliest).toBeLessThanOrEqual(afterSeconds.nominal);
    }
  });

  it('lists no more than asked for', () => {
    expect(previewSchedule({ maxAttempts: 1000, schedule: [1], jitter: 0 }, { limit: 5 })).toHaveLength(5);
  });

  it('shows the policy of the event type', () => {
    const policy = { maxAttempts: 3, schedule: [1], jitter: 0, eventTypes: { TEST: 'none' } } as const;
    expect(previewSchedule(policy, { eventType: 'TEST', limit: 5 })).toHaveLength(1);
    expect(previewSchedule(policy, { eventType: 'other', limit: 5 })).toHaveLength(3);
  });

  it('shows the first delay of a failure class when the first attempt ends in it', () => {
    const firstDelayFor = { seconds: 3600, classes: ['timed_out'] as const, statuses: [404] };
    const policy = { maxAttempts: 3, schedule: [10, 20], jitter: 0, firstDelayFor };
    const times = (first: { class?: 'timed_out' | 'failed'; status?: number }): number[] =>
      previewSchedule(policy, { limit: 9, first }).map(({ afterSeconds }) => afterSeconds.nominal);
    expect(times({ class: 'timed_out' })).toEqual([0, 3600, 3620]);
    expect(times({ status: 404 })).toEqual([0, 3600, 3620]);
    expect(times({ class: 'failed', status: 500 })).toEqual([0, 10, 30]);
    expect(times({})).toEqual([0, 10, 30]);
  });
});

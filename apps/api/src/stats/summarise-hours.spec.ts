import { describe, expect, it } from '@jest/globals';
import type { EndpointHour } from '#persistence';
import { seriesOf, summarise } from './summarise-hours.js';

const hour = (at: string, fields: Partial<EndpointHour> = {}): EndpointHour => ({
  hour: new Date(at),
  outcomes: {},
  ended: {},
  durations: {},
  ...fields,
});

/** The bucket that the rollup puts a duration in. */
const bucketOf = (ms: number) => Math.ceil(4 * Math.log2(Math.max(ms, 1)));

describe('the sum of hours', () => {
  it('adds attempts and ended deliveries up', () => {
    const sum = summarise([
      hour('2026-11-20T10:00:00Z', { outcomes: { delivered: 90, failed: 5 }, ended: { delivered: 90, failed: 1 } }),
      hour('2026-11-20T12:00:00Z', {
        outcomes: { acknowledged: 3, timed_out: 2 },
        ended: { delivered: 3, cancelled: 4 },
      }),
    ]);
    expect(sum).toMatchObject({
      attempts: 100,
      succeeded: 93,
      failed: 7,
      successRate: 0.93,
      outcomes: { delivered: 90, failed: 5, acknowledged: 3, timed_out: 2 },
      ended: { delivered: 93, failed: 1, cancelled: 4, discarded: 0 },
    });
  });

  it('does not hold our own faults against the endpoint', () => {
    const { attempts, successRate } = summarise([
      hour('2026-11-20T10:00:00Z', { outcomes: { delivered: 1, sender_failed: 9 } }),
    ]);
    expect([attempts, successRate]).toEqual([10, 1]);
    expect(summarise([hour('2026-11-20T10:00:00Z', { outcomes: { sender_failed: 1 } })]).successRate).toBeNull();
    expect(summarise([])).toMatchObject({ attempts: 0, successRate: null, durationMs: null });
  });

  it.each([
    [[1, 1, 1, 1], 1, 1],
    [Array.from({ length: 100 }, (_, n) => n + 1), 50, 95],
    [[...Array.from({ length: 95 }, () => 20), ...Array.from({ length: 5 }, () => 30_000)], 20, 20],
    [[10_000], 10_000, 10_000],
  ])('knows percentiles within a tenth: %j', (durations, p50, p95) => {
    const counts: Record<string, number> = {};
    for (const bucket of durations.map(bucketOf)) counts[bucket] = (counts[bucket] ?? 0) + 1;
    const { durationMs } = summarise([hour('2026-11-20T10:00:00Z', { durations: counts })]);
    expect(Math.abs((durationMs?.p50 ?? NaN) / p50 - 1)).toBeLessThanOrEqual(0.1);
    expect(Math.abs((durationMs?.p95 ?? NaN) / p95 - 1)).toBeLessThanOrEqual(0.1);
  });
});

describe('the series of a span', () => {
  const hours = [
    hour('2026-11-20T10:00:00Z', { outcomes: { delivered: 1 } }),
    hour('2026-11-20T12:00:00Z', { outcomes: { failed: 2 } }),
  ];

  it('has every hour of up to two days', () => {
    const { step, points } = seriesOf(hours, new Date('2026-11-20T09:00:00Z'), new Date('2026-11-20T13:00:00Z'));
    expect(step).toBe('hour');
    expect(points.map(({ at, summary }) => [at.getUTCHours(), summary.succeeded, summary.failed])).toEqual([
      [9, 0, 0],
      [10, 1, 0],
      [11, 0, 0],
      [12, 0, 2],
    ]);
  });

  it('has every day of more, the first and the last of them as far as the span has them', () => {
    const { step, points } = seriesOf(hours, new Date('2026-11-19T20:00:00Z'), new Date('2026-11-22T01:00:00Z'));
    expect(step).toBe('day');
    expect(points.map(({ at, summary }) => [at.toISOString().slice(0, 10), summary.succeeded, summary.failed])).toEqual(
      [
        ['2026-11-19', 0, 0],
        ['2026-11-20', 1, 2],
        ['2026-11-21', 0, 0],
        ['2026-11-22', 0, 0],
      ],
    );
  });
});

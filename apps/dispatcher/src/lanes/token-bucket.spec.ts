import { describe, expect, it } from '@jest/globals';
import { TokenBucket } from './token-bucket.js';

describe('TokenBucket', () => {
  it('lets everything through without a limit', () => {
    const bucket = new TokenBucket();
    expect(Array.from({ length: 1000 }, () => bucket.take(0))).toEqual(Array(1000).fill(0));
  });

  it('lets a burst through and then the rate', () => {
    const bucket = new TokenBucket();
    bucket.limit({ perSecond: 10, burst: 3 });
    expect([0, 0, 0].map((now) => bucket.take(now))).toEqual([0, 0, 0]);
    expect(bucket.take(0)).toBe(100);
    expect(bucket.take(50)).toBe(50);
    expect(bucket.take(100)).toBe(0);
    expect(bucket.take(100)).toBe(100);
  });

  it('saves no more than a burst', () => {
    const bucket = new TokenBucket();
    bucket.limit({ perSecond: 10, burst: 2 });
    const hour = 3_600_000;
    expect([hour, hour].map((now) => bucket.take(now))).toEqual([0, 0]);
    expect(bucket.take(hour)).toBe(100);
  });

  it('keeps to the rate over any time', () => {
    const bucket = new TokenBucket();
    bucket.limit({ perSecond: 7, burst: 1 });
    let sent = 0;
    for (let now = 0; now <= 10_000; now += 1) if (bucket.take(now) === 0) sent += 1;
    expect(sent).toBeGreaterThanOrEqual(70);
    expect(sent).toBeLessThanOrEqual(71);
  });

  it('spares half of a burst for others', () => {
    const bucket = new TokenBucket();
    bucket.limit({ perSecond: 10, burst: 4 });
    expect([0, 0, 0].map((now) => bucket.takeSpare(now))).toEqual([0, 0, 100]);
    expect([0, 0].map((now) => bucket.take(now))).toEqual([0, 0]);
    expect(bucket.takeSpare(0)).toBe(300);
  });

  it('spares nothing where a burst is one request', () => {
    const bucket = new TokenBucket();
    bucket.limit({ perSecond: 10, burst: 1 });
    expect([0, 0].map((now) => bucket.takeSpare(now))).toEqual([0, 100]);
  });

  it('goes on with what it holds when the limit is edited', () => {
    const bucket = new TokenBucket();
    bucket.limit({ perSecond: 1, burst: 1 });
    expect(bucket.take(0)).toBe(0);
    bucket.limit({ perSecond: 100, burst: 1 });
    expect(bucket.take(0)).toBe(10);
  });
});

import { describe, expect, it } from '@jest/globals';
import { retryAfterSeconds } from './retry-after.js';

const now = new Date('2026-03-01T12:00:00.400Z');
const day = 86_400;

describe('retryAfterSeconds', () => {
  it.each([
    ['120', 120],
    [' 7 ', 7],
    ['0', 1],
    ['99999999999', day],
    ['9'.repeat(400), day],
    ['Sun, 01 Mar 2026 12:01:00 GMT', 60],
    ['Sunday, 01-Mar-26 12:01:00 GMT', 60],
    ['Sun Mar  1 12:01:00 2026', 60],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 1],
    ['Fri, 01 Mar 2126 12:00:00 GMT', day],
  ])('C29 takes %p for %i s', (value, seconds) => {
    expect(retryAfterSeconds([value], now)).toBe(seconds);
  });

  it.each(['', '-5', 'abc', '1.5', '1e3', '0x10', 'abc 1', '2026-03-01', 'Sun, 99 Mar 2026 12:01:00 GMT', '5, 7'])(
    'C29 ignores %p',
    (value) => {
      expect(retryAfterSeconds([value], now)).toBeUndefined();
    },
  );

  it('C29 takes the longest of several, and nothing from none', () => {
    expect(retryAfterSeconds(['5', 'abc', '90', '7'], now)).toBe(90);
    expect(retryAfterSeconds([], now)).toBeUndefined();
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { OncePer } from './once-per.js';

describe('OncePer', () => {
  let now: number;
  let once: OncePer;

  beforeEach(() => {
    now = 0;
    once = new OncePer({ periodMs: 60_000, maxKeys: 2, now: () => now });
  });

  it('tells the first of each key and period', () => {
    expect([once.isFirst('a'), once.isFirst('a'), once.isFirst('b')]).toEqual([true, false, true]);
    now = 59_999;
    expect(once.isFirst('a')).toBe(false);
    now = 60_000;
    expect([once.isFirst('a'), once.isFirst('a')]).toEqual([true, false]);
  });

  it('forgets what it is told to, and what came first when there are too many', () => {
    once.isFirst('a');
    once.forget('a');
    expect(once.isFirst('a')).toBe(true);
    once.isFirst('b');
    once.isFirst('c');
    expect([once.isFirst('b'), once.isFirst('c'), once.isFirst('a')]).toEqual([false, false, true]);
  });
});

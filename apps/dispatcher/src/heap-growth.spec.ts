import { describe, expect, it } from '@jest/globals';
import { growthPercent } from './heap-growth.js';

const mebibyte = 1 << 20;

describe('heap growth', () => {
  it.each([
    [20, 100],
    [56, 100],
    [70, 60],
    [90, 24],
    [94, 20],
    [400, 20],
  ])('of a heap that holds %d MiB is at most %d percent', (used, percent) => {
    expect(growthPercent(used * mebibyte)).toBe(percent);
  });
});

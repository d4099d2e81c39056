import { describe, expect, it } from '@jest/globals';
import { percentile, significant } from './statistics.js';

describe('percentile', () => {
  const hundred = Float64Array.from({ length: 100 }, (_, i) => i + 1);

  it('is the value of the nearest rank', () => {
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 0.991)).toBe(100);
    expect(percentile(hundred, 1)).toBe(100);
  });

  it('is the only value when there is one', () => {
    expect(percentile([7], 0.01)).toBe(7);
    expect(percentile([7], 0.99)).toBe(7);
  });

  it('is not a number of nothing', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('significant', () => {
  it.each([
    [0.113_64, 0.114],
    [40.912, 40.9],
    [1_186.63, 1_187],
    [-3.217_8, -3.22],
    [30_000, 30_000],
  ])('rounds %d to %d', (value, rounded) => {
    expect(significant(value)).toBe(rounded);
  });
});

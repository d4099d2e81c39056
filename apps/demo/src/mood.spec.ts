import { describe, expect, it } from '@jest/globals';
import { moodOf } from './mood.js';
import { traffic, type Product } from './traffic.js';

describe('moodOf', () => {
  it.each(Object.keys(traffic) as Product[])('%s is troubled at times, and well in the end', (product) => {
    const moods = (share: number) => Array.from({ length: 30 }, (_, n) => moodOf(product, share, n + 1));
    const before = [0.1, 0.4, 0.7].flatMap(moods);
    expect(new Set(before).size).toBeGreaterThan(1);
    expect(new Set(moods(0.8))).toEqual(new Set([200]));
  });
});

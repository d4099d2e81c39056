import { beforeEach, describe, expect, it } from '@jest/globals';
import { LookupCache } from './lookup-cache.js';

describe('a cache of look-ups', () => {
  let now: number;
  let truth: Map<string, number>;
  let asked: string[];
  let held: (() => void)[];
  let isHeld: boolean;
  let cache: LookupCache<number>;

  beforeEach(() => {
    now = 0;
    truth = new Map([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    asked = [];
    held = [];
    isHeld = false;
    cache = new LookupCache({
      load: async (key) => {
        asked.push(key);
        const value = truth.get(key);
        if (isHeld) await new Promise<void>((resolve) => held.push(resolve));
        return value;
      },
      maxAgeMs: 100,
      maxEntries: 2,
      now: () => now,
    });
  });

  it('asks once for what it knows, and gives it without a promise', async () => {
    expect(await cache.get('a')).toBe(1);
    expect(cache.get('a')).toBe(1);
    expect(asked).toEqual(['a']);
  });

  it('asks again when the answer is too old', async () => {
    await cache.get('a');
    truth.set('a', 9);
    now = 99;
    expect(cache.get('a')).toBe(1);
    now = 100;
    expect(await cache.get('a')).toBe(9);
  });

  it('tells without asking what it knows, and what it knew', async () => {
    expect([cache.peek('a'), cache.has('a')]).toEqual([undefined, false]);
    await cache.get('a');
    expect([cache.peek('a'), cache.has('a')]).toEqual([1, true]);
    now = 100;
    expect([cache.peek('a'), cache.has('a')]).toEqual([undefined, true]);
    truth.delete('a');
    await cache.get('a');
    expect([cache.has('a'), asked]).toEqual([false, ['a', 'a']]);
  });

  it('never remembers that something is not there', async () => {
    expect(await cache.get('new')).toBeUndefined();
    truth.set('new', 4);
    expect(await cache.get('new')).toBe(4);
  });

  it('shares one look-up among those who ask at once', async () => {
    expect(await Promise.all([cache.get('a'), cache.get('a')])).toEqual([1, 1]);
    expect(asked).toEqual(['a']);
  });

  it('does not keep what was read before it was told to forget', async () => {
    isHeld = true;
    const early = cache.get('a');
    truth.delete('a');
    cache.forget('a');
    isHeld = false;
    held.forEach((release) => {
      release();
    });
    expect(await early).toBe(1);
    expect(await cache.get('a')).toBeUndefined();
  });

  it('asks for everything again when it is to doubt it, and remembers what there was', async () => {
    for (const key of ['a', 'b']) await cache.get(key);
    cache.doubtAll();
    expect([cache.peek('a'), cache.has('a')]).toEqual([undefined, true]);
    for (const key of ['a', 'b']) await cache.get(key);
    expect(asked).toEqual(['a', 'b', 'a', 'b']);
  });

  it('keeps no more than it may', async () => {
    for (const key of ['a', 'b', 'c', 'b', 'c']) await cache.get(key);
    expect(asked).toEqual(['a', 'b', 'c']);
    await cache.get('a');
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });

  it('asks again after a look-up that failed', async () => {
    let fails = true;
    const flaky = new LookupCache({
      load: () => (fails ? Promise.reject(new Error('down')) : Promise.resolve(1)),
      maxAgeMs: 100,
      maxEntries: 2,
    });
    await expect(flaky.get('a')).rejects.toThrow('down');
    fails = false;
    expect(await flaky.get('a')).toBe(1);
  });
});

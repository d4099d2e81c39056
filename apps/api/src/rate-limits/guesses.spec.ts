import { beforeEach, describe, expect, it } from '@jest/globals';
import { ProblemError } from '../http/problem-error.js';
import { Guesses, guessWindowMs } from './guesses.js';

describe('guesses', () => {
  let now: number;
  let guesses: Guesses;
  /** What was looked for, in order. */
  let asked: string[];

  beforeEach(() => {
    now = 0;
    asked = [];
    guesses = new Guesses({ max: 2, maxNetworks: 3, now: () => now });
  });

  /** What comes of a credential: found, unknown, or so many seconds to wait. */
  async function attempt(address: string, credential = 'unknown'): Promise<string> {
    try {
      const found = await guesses.attempt(address, () => {
        asked.push(credential);
        return Promise.resolve(credential === 'unknown' ? undefined : credential);
      });
      return found ?? 'unknown';
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return `${error.code}, ${error.headers['retry-after']} s`;
    }
  }

  const tooMany = (seconds: number) => `too_many_failed_authentications, ${seconds} s`;

  it('are so many in a window, and then none until it ends', async () => {
    expect([await attempt('192.0.2.1'), await attempt('192.0.2.1')]).toEqual(['unknown', 'unknown']);
    now = 100;
    expect(await attempt('192.0.2.1', 'right')).toBe(tooMany(60));
    expect(asked).toHaveLength(2);
    now = guessWindowMs;
    expect(await attempt('192.0.2.1', 'right')).toBe('right');
  });

  it('of one address do not hinder another', async () => {
    for (let i = 0; i < 3; i += 1) await attempt('192.0.2.1');
    expect(await attempt('192.0.2.2', 'right')).toBe('right');
  });

  it('of all addresses of an IPv6 host are counted together', async () => {
    const addresses = ['2001:db8::1', '2001:db8::2', '2001:db8::3'];
    expect(await Promise.all(addresses.map((address) => attempt(address)))).toEqual([
      'unknown',
      'unknown',
      tooMany(60),
    ]);
  });

  it('at once are no more than in a row', async () => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => attempt('192.0.2.1')));
    expect(outcomes).toEqual(['unknown', 'unknown', ...Array<string>(8).fill(tooMany(60))]);
    expect(asked).toHaveLength(2);
  });

  it('that were none do not count, however many come at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => attempt('192.0.2.1', 'right')));
    expect(new Set(outcomes)).toEqual(new Set(['right']));
  });

  it('that could not be looked for do not count', async () => {
    for (let i = 0; i < 5; i += 1) {
      await expect(guesses.attempt('192.0.2.1', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    }
    expect(await attempt('192.0.2.1', 'right')).toBe('right');
  });

  it('are remembered of no more networks than may be', async () => {
    for (const address of ['192.0.2.1', '192.0.2.1', '192.0.2.2', '192.0.2.2', '192.0.2.3', '192.0.2.4']) {
      await attempt(address);
    }
    expect(await attempt('192.0.2.2', 'right')).toBe(tooMany(60));
    expect(await attempt('192.0.2.1', 'right')).toBe('right');
  });
});

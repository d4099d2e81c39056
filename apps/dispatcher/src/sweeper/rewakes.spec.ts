import { describe, expect, it } from '@jest/globals';
import { Rewakes } from './rewakes.js';

const lanes = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `lane-${from + n}`);

describe('Rewakes', () => {
  it('wakes every lane in every sweep where few are due', () => {
    const rewakes = new Rewakes();
    for (const nowMs of [0, 1_000, 2_000]) expect(rewakes.choose(lanes(100), nowMs).sort()).toEqual(lanes(100).sort());
  });

  it('wakes thousands once, and then a hundred of them a sweep, those that have waited longest first', () => {
    const rewakes = new Rewakes();
    expect(rewakes.choose(lanes(3_000), 0)).toHaveLength(3_000);
    expect(rewakes.choose(lanes(3_000), 1_000)).toEqual(lanes(100));
    expect(rewakes.choose(lanes(3_000), 2_000)).toEqual(lanes(100, 100));
  });

  it('wakes at once what has become due, however many wait', () => {
    const rewakes = new Rewakes();
    rewakes.choose(lanes(3_000), 0);
    expect(rewakes.choose([...lanes(3_000), 'retry'], 1_000)).toEqual(['retry', ...lanes(100)]);
  });

  it('wakes all of them again once their jobs must be taken for lost', () => {
    const rewakes = new Rewakes();
    rewakes.choose(lanes(3_000), 0);
    expect(rewakes.choose(lanes(3_000), 10_000)).toHaveLength(3_000);
  });

  it('takes a lane that was open in between for a new one', () => {
    const rewakes = new Rewakes();
    rewakes.choose(lanes(3_000), 0);
    rewakes.choose(lanes(2_000), 1_000);
    expect(rewakes.choose(lanes(3_000), 2_000)).toEqual([...lanes(1_000, 2_000), ...lanes(100, 100)]);
  });
});

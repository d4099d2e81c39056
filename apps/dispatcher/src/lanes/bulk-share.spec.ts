import { describe, expect, it } from '@jest/globals';
import { BulkShare } from './bulk-share.js';
import { Signal } from './signal.js';

/** A share that is looked at every 100 ms, with somebody waiting for more unless it is said otherwise. */
function shareUnder(load: { utilization: number }) {
  let now = 0;
  const share = new BulkShare(load, () => now);
  const someone = new Signal();
  const take = (): number => {
    let taken = 0;
    while (taken < 1_000 && share.take(someone)) taken += 1;
    return taken;
  };
  /** How many it has room for after so many looks. */
  const after = (looks: number, { scarce = true } = {}): number => {
    for (let look = 0; look < looks; look += 1) {
      now += 100;
      const taken = take();
      if (!scarce) share.forget(someone);
      for (let i = 0; i < taken; i += 1) share.leave();
    }
    const taken = take();
    for (let i = 0; i < taken; i += 1) share.leave();
    return taken;
  };
  return after;
}

describe('the share of bulk work', () => {
  it('grows while it is what holds it back and the process has time left', () => {
    expect(shareUnder({ utilization: 0.1 })(50)).toBeGreaterThan(100);
  });

  it('stays while nobody wants more', () => {
    expect(shareUnder({ utilization: 0.1 })(50, { scarce: false })).toBe(8);
  });

  it('shrinks while the process is at work, down to two requests', () => {
    const load = { utilization: 0.1 };
    const after = shareUnder(load);
    const grown = after(30);
    load.utilization = 0.6;
    expect(after(3)).toBeLessThan(grown * 0.8);
    expect(after(100)).toBe(2);
  });
});

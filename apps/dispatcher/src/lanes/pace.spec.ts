import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pace } from './pace.js';

const turnMs = 8;

/** What has had its turn, in order. */
function begin(pace: Pace, count: number) {
  const gone: number[] = [];
  const all = Array.from({ length: count }, async (_, index) => {
    await pace.turn();
    gone.push(index);
  });
  return { gone, ended: Promise.all(all) };
}

/** How long so many took, in milliseconds. */
async function timeOf(pace: Pace, count: number): Promise<number> {
  const beganAt = performance.now();
  await begin(pace, count).ended;
  return performance.now() - beganAt;
}

describe('Pace', () => {
  it('keeps nobody waiting who comes alone', async () => {
    const { gone } = begin(new Pace(new AbortController().signal), 1);
    await Promise.resolve();
    expect(gone).toEqual([0]);
  });

  it('lets many go in their order, one by one', async () => {
    const pace = new Pace(new AbortController().signal);
    const { gone, ended } = begin(pace, 22);
    await ended;
    expect(gone).toEqual(Array.from({ length: 22 }, (_, index) => index));
    // A timer may be a millisecond early.
    expect(await timeOf(pace, 11)).toBeGreaterThanOrEqual(10 * (turnMs - 1));
  });

  it('begins anew after a rest, and not with what it let pass unused', async () => {
    const pace = new Pace(new AbortController().signal);
    await begin(pace, 5).ended;
    await sleep(10 * turnMs);
    expect(await timeOf(pace, 6)).toBeGreaterThanOrEqual(5 * (turnMs - 1));
  });

  it('keeps nobody waiting when the dispatcher stops, nor who comes later', async () => {
    const stopped = new AbortController();
    const pace = new Pace(stopped.signal);
    const { gone, ended } = begin(pace, 1_000);
    stopped.abort();
    await ended;
    await begin(pace, 10).ended;
    expect(gone).toHaveLength(1_000);
  });
});

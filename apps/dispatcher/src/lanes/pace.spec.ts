import { describe, expect, it } from '@jest/globals';
import { Pace } from './pace.js';

/** What has had its turn, in order and with when (performance.now). */
function begin(pace: Pace, count: number) {
  const gone: { readonly index: number; readonly at: number }[] = [];
  const all = Array.from({ length: count }, async (_, index) => {
    await pace.turn();
    gone.push({ index, at: performance.now() });
  });
  return { gone, ended: Promise.all(all) };
}

describe('Pace', () => {
  it('lets few go at once', async () => {
    const { gone, ended } = begin(new Pace(new AbortController().signal), 4);
    const beganAt = performance.now();
    await ended;
    expect(gone).toHaveLength(4);
    expect(performance.now() - beganAt).toBeLessThan(1_000);
  });

  it('lets many go in their order, some at a time', async () => {
    const beganAt = performance.now();
    const { gone, ended } = begin(new Pace(new AbortController().signal), 22);
    await ended;
    expect(gone.map(({ index }) => index)).toEqual(Array.from({ length: 22 }, (_, index) => index));
    // Five turns after the first; a timer may be a millisecond early.
    expect((gone.at(-1)?.at ?? 0) - beganAt).toBeGreaterThanOrEqual(5 * 20 - 5);
  });

  it('begins anew after a rest, and not with what it let pass unused', async () => {
    const pace = new Pace(new AbortController().signal);
    await begin(pace, 10).ended;
    await new Promise((resolve) => setTimeout(resolve, 100));
    const beganAt = performance.now();
    await begin(pace, 9).ended;
    expect(performance.now() - beganAt).toBeGreaterThanOrEqual(2 * 20 - 5);
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

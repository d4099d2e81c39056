import { describe, expect, it } from '@jest/globals';
import { ConcurrencyWindow } from './concurrency-window.js';
import { Crowd } from './crowd.js';

const crowdOf = (max: number): Crowd => new Crowd({ max, maxWhenSaturated: 1 }, { isSaturated: false });

/** A lane that is allowed all it wants, so that the crowd alone holds it back. */
function lane(crowd: Crowd): ConcurrencyWindow {
  const window = new ConcurrencyWindow(1_000, crowd);
  while (window.limit < 100) window.learn('success');
  return window;
}

function fill(window: ConcurrencyWindow): number {
  let entered = 0;
  while (window.hasRoom) {
    window.enter();
    entered += 1;
  }
  return entered;
}

describe('a crowd of lanes', () => {
  it('leaves one lane all of the room', () => {
    expect(fill(lane(crowdOf(20)))).toBe(21);
  });

  it('never keeps a lane from its first request', () => {
    const crowd = crowdOf(4);
    for (let i = 0; i < 100; i += 1) expect(fill(lane(crowd))).toBeGreaterThanOrEqual(1);
  });

  it('lets a newcomer have its share beside one that came first', () => {
    const crowd = crowdOf(20);
    const first = lane(crowd);
    fill(first);
    expect(fill(lane(crowd))).toBeGreaterThanOrEqual(10);
    for (let i = 0; i < 15; i += 1) first.leave();
    expect(fill(first)).toBeLessThanOrEqual(10);
  });

  it('is smaller while the process itself is what is slow', () => {
    const crowd = new Crowd({ max: 20, maxWhenSaturated: 5 }, { isSaturated: true });
    expect(fill(lane(crowd))).toBe(6);
    expect(fill(lane(crowd))).toBe(3);
  });

  it('is empty again when all requests have ended', () => {
    const crowd = crowdOf(20);
    const windows = Array.from({ length: 5 }, () => lane(crowd));
    const entered = windows.map(fill);
    windows.forEach((window, i) => {
      for (let left = entered[i] ?? 0; left > 0; left -= 1) window.leave();
    });
    expect(fill(lane(crowd))).toBe(21);
  });
});

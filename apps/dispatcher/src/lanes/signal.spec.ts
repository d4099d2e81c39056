import { describe, expect, it } from '@jest/globals';
import { Signal } from './signal.js';

const never = 60_000;

describe('Signal', () => {
  it('wakes who waits', async () => {
    const signal = new Signal();
    const woken = signal.wait(never);
    signal.fire();
    await expect(woken).resolves.toBeUndefined();
  });

  it('keeps what was fired before, once', async () => {
    const signal = new Signal();
    signal.fire();
    signal.fire();
    await signal.wait(never);
    const before = performance.now();
    await signal.wait(30);
    expect(performance.now() - before).toBeGreaterThanOrEqual(25);
  });

  it('is pending from when it is fired to the next wait', async () => {
    const signal = new Signal();
    expect(signal.isPending).toBe(false);
    signal.fire();
    expect(signal.isPending).toBe(true);
    await signal.wait(never);
    expect(signal.isPending).toBe(false);
  });

  it('is awaited from the moment somebody waits to the moment it is fired', async () => {
    const signal = new Signal();
    expect(signal.isAwaited).toBe(false);
    const woken = signal.wait(never);
    expect(signal.isAwaited).toBe(true);
    signal.fire();
    expect(signal.isAwaited).toBe(false);
    await woken;
    expect(signal.isAwaited).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.js';
import { Signal } from './signal.js';

/** Tells whether it was called since it was last asked. */
async function isCalled(signal: Signal): Promise<boolean> {
  let called = false;
  const waiting = signal.wait(1_000).then(() => {
    called = true;
  });
  await Promise.resolve();
  await Promise.resolve();
  const answer = called;
  signal.fire();
  await waiting;
  return answer;
}

describe('turns', () => {
  it('are given up to their number', () => {
    const turns = new Turns(2);
    expect([1, 2, 3].map(() => turns.take(new Signal()))).toEqual([true, true, false]);
    expect(turns.areScarce).toBe(true);
  });

  it('go to whoever has waited longest', async () => {
    const turns = new Turns(1);
    turns.take(new Signal());
    const [first, second] = [new Signal(), new Signal()];
    for (const signal of [first, second, first]) expect(turns.take(signal)).toBe(false);
    turns.leave();
    expect([await isCalled(first), await isCalled(second)]).toEqual([true, false]);
    expect(turns.take(first)).toBe(true);
  });

  it('go to the next when who was called has no use for one, or is gone', async () => {
    const turns = new Turns(1);
    turns.take(new Signal());
    const [first, second, third] = [new Signal(), new Signal(), new Signal()];
    for (const signal of [first, second, third]) turns.take(signal);
    turns.leave();
    turns.callNext();
    expect([await isCalled(first), await isCalled(second)]).toEqual([true, true]);
    turns.forget(second);
    expect(await isCalled(third)).toBe(true);
  });

  it('call as many as there is room for once there are more', async () => {
    const turns = new Turns(1);
    turns.take(new Signal());
    const waiting = [new Signal(), new Signal(), new Signal()];
    for (const signal of waiting) turns.take(signal);
    turns.resize(3);
    expect(await Promise.all(waiting.map(isCalled))).toEqual([true, true, false]);
  });

  it('are kept by who has one when there are fewer', () => {
    const turns = new Turns(2);
    turns.take(new Signal());
    turns.take(new Signal());
    turns.resize(1);
    turns.leave();
    expect(turns.take(new Signal())).toBe(false);
    turns.leave();
    expect(turns.take(new Signal())).toBe(true);
  });
});

import { describe, expect, it } from '@jest/globals';
import { Metrics } from '../health/metrics.js';
import { ListenerSlots } from './listener-slots.js';

describe('the places of listeners', () => {
  const refusal = expect.objectContaining({ code: 'too_many_listeners', status: 429, headers: { 'retry-after': '5' } });

  it('are bounded for a credential and for the process, and free again', () => {
    const slots = new ListenerSlots({ maxListeners: 3, maxListenersPerKey: 2 }, new Metrics());
    const free = [slots.take('a'), slots.take('a')];
    expect(() => slots.take('a')).toThrow(refusal);
    free.push(slots.take('b'));
    expect(() => slots.take('c')).toThrow(refusal);

    free.shift()?.();
    free.push(slots.take('a'));
    expect(() => slots.take('a')).toThrow(refusal);
    for (const one of free) one();
    expect([slots.take('a'), slots.take('a'), slots.take('b')]).toHaveLength(3);
  });
});

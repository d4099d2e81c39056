import { describe, expect, it } from '@jest/globals';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { Places, type Leave, type Standing } from './places.js';

/** Those that struggle come one by one. */
const severalTurnsMs = 50;

const limits = { coping: 8, unknown: 6, struggling: 4 };

function openPlaces() {
  const stopped = new AbortController();
  return { places: new Places(stopped.signal, limits), stopped };
}

/** Asks for so many places one after the other, and waits until as many as should be are given; what else is given. */
async function ask(places: Places, standing: Standing, count: number, given = count) {
  const got: (Leave | undefined)[] = [];
  for (let n = 0; n < count; n += 1) void places.take(standing).then((leave) => got.push(leave));
  while (got.length < given) await setImmediate();
  // Whoever gets a place that should get none has it by now.
  await (standing === 'struggling' ? sleep(count * severalTurnsMs) : setImmediate());
  return got;
}

describe('Places', () => {
  it('leaves places to those that cope, whatever number of others there is', async () => {
    const { places } = openPlaces();
    expect(await ask(places, 'struggling', 4)).toHaveLength(4);
    expect(await ask(places, 'struggling', 3, 0)).toHaveLength(0);
    expect(await ask(places, 'unknown', 5, 2)).toHaveLength(2);
    expect(await ask(places, 'coping', 5, 2)).toHaveLength(2);
  });

  it('gives all places to those that cope when nobody else is there', async () => {
    const { places } = openPlaces();
    expect(await ask(places, 'coping', 10, 8)).toHaveLength(8);
  });

  it('admits those that cope first, then the unknown, each line in its order', async () => {
    const { places } = openPlaces();
    const leaves = await ask(places, 'coping', 8);
    const order: string[] = [];
    for (const [turn, standing] of (['unknown', 'coping', 'unknown', 'coping'] as const).entries()) {
      void places.take(standing).then(() => order.push(`${standing} ${turn}`));
    }
    await setImmediate();
    for (const leave of leaves.slice(0, 3)) leave?.();
    await setImmediate();
    expect(order).toEqual(['coping 1', 'coping 3', 'unknown 0']);
  });

  it('is scarce while somebody waits who does not struggle, and when most places are taken', async () => {
    const { places } = openPlaces();
    await ask(places, 'struggling', 4);
    await ask(places, 'struggling', 2, 0);
    expect(places.isScarce).toBe(false);
    await ask(places, 'unknown', 2);
    expect(places.isScarce).toBe(true);

    const others = openPlaces().places;
    await ask(others, 'coping', 5);
    expect(others.isScarce).toBe(false);
    await ask(others, 'coping', 1);
    expect(others.isScarce).toBe(true);
  });

  it('has none for anybody once the dispatcher stops', async () => {
    const { places, stopped } = openPlaces();
    await ask(places, 'coping', 8);
    const waiting = places.take('coping');
    stopped.abort();
    expect(await waiting).toBeUndefined();
    expect(await places.take('struggling')).toBeUndefined();
  });
});

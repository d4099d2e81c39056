import { describe, expect, it } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { Pace } from './pace.js';
import { Places, type Leave, type Standing } from './places.js';

const limits = { coping: 8, unknown: 6, struggling: 4 };

/** Places, and how many turns of those that struggle are over. */
function openPlaces() {
  const stopped = new AbortController();
  const pace = new Pace(stopped.signal);
  let turnsHad = 0;
  const turn = async (): Promise<void> => {
    await pace.turn();
    turnsHad += 1;
  };
  return { places: new Places(stopped.signal, limits, { turn }), turnsHad: () => turnsHad, stopped };
}

/** Asks for so many places one after the other; those that are given once everyone has had a turn. */
async function ask({ places, turnsHad }: ReturnType<typeof openPlaces>, standing: Standing, count: number) {
  const got: (Leave | undefined)[] = [];
  const turns = turnsHad() + (standing === 'struggling' ? count : 0);
  for (let n = 0; n < count; n += 1) void places.take(standing).then((leave) => got.push(leave));
  while (turnsHad() < turns) await setImmediate();
  // Whoever had a turn has by now a place or stands in line: that takes promises alone.
  await setImmediate();
  return got;
}

describe('Places', () => {
  it('leaves places to those that cope, whatever number of others there is', async () => {
    const opened = openPlaces();
    expect(await ask(opened, 'struggling', 4)).toHaveLength(4);
    expect(await ask(opened, 'struggling', 3)).toHaveLength(0);
    expect(await ask(opened, 'unknown', 5)).toHaveLength(2);
    expect(await ask(opened, 'coping', 5)).toHaveLength(2);
  });

  it('gives all places to those that cope when nobody else is there', async () => {
    const opened = openPlaces();
    expect(await ask(opened, 'coping', 10)).toHaveLength(8);
  });

  it('admits those that cope first, then the unknown, each line in its order', async () => {
    const opened = openPlaces();
    const leaves = await ask(opened, 'coping', 8);
    const order: string[] = [];
    for (const [turn, standing] of (['unknown', 'coping', 'unknown', 'coping'] as const).entries()) {
      void opened.places.take(standing).then(() => order.push(`${standing} ${turn}`));
    }
    await setImmediate();
    for (const leave of leaves.slice(0, 3)) leave?.();
    await setImmediate();
    expect(order).toEqual(['coping 1', 'coping 3', 'unknown 0']);
  });

  it('is scarce while somebody waits who does not struggle, and when most places are taken', async () => {
    const opened = openPlaces();
    await ask(opened, 'struggling', 4);
    await ask(opened, 'struggling', 2);
    expect(opened.places.isScarce).toBe(false);
    await ask(opened, 'unknown', 2);
    expect(opened.places.isScarce).toBe(true);

    const others = openPlaces();
    await ask(others, 'coping', 5);
    expect(others.places.isScarce).toBe(false);
    await ask(others, 'coping', 1);
    expect(others.places.isScarce).toBe(true);
  });

  it('has none for anybody once the dispatcher stops', async () => {
    const opened = openPlaces();
    const { places, stopped } = opened;
    await ask(opened, 'coping', 8);
    const waiting = places.take('coping');
    stopped.abort();
    expect(await waiting).toBeUndefined();
    expect(await places.take('struggling')).toBeUndefined();
  });
});

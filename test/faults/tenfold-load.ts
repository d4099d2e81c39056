import { setTimeout as sleep } from 'node:timers/promises';
import { usageOf } from '../../bench/src/process-usage.js';
import type { Fault } from './runner/fault.js';

const usualPerSecond = 200;
const burstMs = 60_000;

export const tenfoldLoad: Fault = {
  name: 'tenfold-load',
  summary: 'ten times the load for a minute',
  queues: ['redis'],
  dispatchers: [{}],
  perSecond: usualPerSecond,
  strike: async (scene) => {
    const { load, stand } = scene;
    load.changeRate(10 * usualPerSecond);
    await sleep(burstMs);
    load.changeRate(usualPerSecond);
    const memory = usageOf(stand.platform.participants).flatMap(({ name, peakRssBytes }) =>
      peakRssBytes === undefined ? [] : [`${name} ${Math.round(peakRssBytes / 2 ** 20)} MiB`],
    );
    scene.find(`peak memory: ${memory.join(', ')}`);
    if (load.heldBack > 0) scene.find(`${load.heldBack} events never emitted, for want of answers`);
  },
};

import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './runner/fault.js';

const goneMs = 2_000;

export const killBoth: Fault = {
  name: 'kill-both',
  summary: 'kill -9 of API and dispatcher at once, which are started again',
  queues: ['redis', 'postgres'],
  dispatchers: [{}],
  strike: async (scene) => {
    const { platform } = scene.stand;
    await scene.strikeAtOnce(async () => {
      await Promise.all([platform.api, ...platform.dispatchers].map((product) => platform.kill(product)));
    });
    await sleep(goneMs);
    platform.startApi();
    platform.startDispatcher();
  },
};

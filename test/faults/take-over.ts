import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './runner/fault.js';

const promisedMs = 15_000;

/** Two dispatchers share the work; one is killed and nobody starts another. */
export const takeOver: Fault = {
  name: 'take-over',
  summary: 'kill -9 of one of two dispatchers: the other takes its lanes over',
  queues: ['redis', 'postgres'],
  dispatchers: [{}, {}],
  strike: async (scene) => {
    const { platform } = scene.stand;
    const [dispatcher] = platform.dispatchers;
    if (dispatcher === undefined) throw new Error('bug: there is no dispatcher to kill');
    await scene.strikeAtOnce(() => platform.kill(dispatcher));
    const killedAtMs = performance.now();
    await sleep(promisedMs + 2_000);
    const silenceMs = scene.arrivals.longestSilenceMs(killedAtMs);
    scene.find(`lanes taken over within ${(silenceMs / 1_000).toFixed(1)} s`, silenceMs < promisedMs);
  },
};

import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './runner/fault.js';

const times = 3;
const pauseMs = 3_000;

/** The queue forgets which lanes wait and which are being drained by whom. */
export const redisFlushed: Fault = {
  name: 'redis-flushed',
  summary: 'FLUSHALL, three times, with two dispatchers',
  queues: ['redis'],
  dispatchers: [{}, {}],
  strike: async (scene) => {
    for (let time = 0; time < times; time += 1) {
      await scene.strikeAtOnce(() => scene.stand.redis.flush());
      await sleep(pauseMs);
    }
  },
};

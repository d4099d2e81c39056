import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './runner/fault.js';

const awayMs = 10_000;

export const redisStopped: Fault = {
  name: 'redis-stopped',
  summary: 'Redis is away for 10 s and comes back empty',
  queues: ['redis'],
  dispatchers: [{}, {}],
  strike: async (scene) => {
    const { redis } = scene.stand;
    await scene.strikeAtOnce(() => redis.stop());
    await sleep(awayMs);
    await redis.startAgain();
  },
};

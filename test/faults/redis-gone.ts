import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './runner/fault.js';

/** How long the operator takes to decide that it will not come back. */
const hopeMs = 8_000;

/** An attempt in flight may take so long; a queue that is away adds little. */
const promisedMs = 12_000;

/**
 * Redis never comes back: the operator takes `REDIS_URL` away and restarts, so that the queue is in Postgres. Until
 * then events are accepted all the same.
 */
export const redisGone: Fault = {
  name: 'redis-gone',
  summary: 'Redis is gone for good; the platform is restarted without it',
  queues: ['redis'],
  dispatchers: [{}],
  strike: async (scene) => {
    const { platform, redis } = scene.stand;
    await scene.strikeAtOnce(() => redis.stop());
    await sleep(hopeMs);
    platform.forgetRedis();
    const askedAtMs = performance.now();
    await platform.stop();
    const tookMs = performance.now() - askedAtMs;
    scene.find(`stopped ${(tookMs / 1_000).toFixed(1)} s after SIGTERM, without a queue`, tookMs < promisedMs);
    platform.startApi();
    platform.startDispatcher();
  },
};

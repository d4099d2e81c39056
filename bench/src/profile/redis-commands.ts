import { Redis } from 'ioredis';

export interface CommandCost {
  readonly command: string;
  readonly calls: number;
  readonly totalMs: number;
}

/** Forgets what the commands cost so far. */
export async function resetRedisCommands(url: string): Promise<void> {
  await onRedis(url, (redis) => redis.config('RESETSTAT'));
}

/** The commands that Redis spent most time in, the dearest first. Those of a script are counted with it and alone. */
export async function readRedisCommands(url: string, limit: number): Promise<CommandCost[]> {
  const info = await onRedis(url, (redis) => redis.info('commandstats'));
  const lines = info.matchAll(/^cmdstat_(.+):calls=(\d+),usec=(\d+)/gm);
  return [...lines]
    .map(([, command = '', calls, micros]) => ({ command, calls: Number(calls), totalMs: Number(micros) / 1_000 }))
    .sort((a, b) => b.totalMs - a.totalMs)
    .slice(0, limit);
}

async function onRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

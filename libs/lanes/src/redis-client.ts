import type { Config } from '#config';
import { Cluster, Redis } from 'ioredis';

type RedisServers = NonNullable<Config['redis']>['servers'];

export type RedisClient = Redis | Cluster;

/**
 * Commands of one that wakes lanes fail at once while Redis is away, since the sweep heals what they would have
 * said; a worker's wait for it to come back, as BullMQ requires. A request waits for one that counts it, so that one
 * fails when Redis hangs, too.
 */
const behaviour = {
  waker: { maxRetriesPerRequest: 1, enableOfflineQueue: false },
  worker: { maxRetriesPerRequest: null, enableOfflineQueue: true },
  counter: { maxRetriesPerRequest: 1, enableOfflineQueue: false, commandTimeout: 200 },
} as const;

export type RedisUse = keyof typeof behaviour;

/** Opens a client of what `REDIS_URL` names: one server, a cluster or Sentinels. */
export function openRedis(servers: RedisServers, use: RedisUse): RedisClient {
  const options = behaviour[use];
  const { enableOfflineQueue, ...redisOptions } = options;
  switch (servers.kind) {
    case 'standalone':
      return new Redis(servers.url, options);
    case 'cluster':
      return new Cluster([...servers.urls], {
        redisOptions,
        enableOfflineQueue,
      });
    case 'sentinel':
      return new Redis({
        ...options,
        sentinels: [...servers.sentinels],
        name: servers.masterName,
        db: servers.database,
        ...(servers.username !== undefined && { username: servers.username }),
        ...(servers.password !== undefined && { password: servers.password }),
      });
  }
}

/**
 * Resolves once the servers answer.
 *
 * @throws when they do not within `timeoutMs`.
 */
export async function pingRedis(servers: RedisServers, timeoutMs: number): Promise<void> {
  const client = openRedis(servers, 'worker');
  let lastError: Error | undefined;
  client.on('error', (error: Error) => {
    lastError = error;
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(lastError ?? new Error(`no answer within ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    await Promise.race([client.ping(), late]);
  } finally {
    clearTimeout(timer);
    client.disconnect();
  }
}

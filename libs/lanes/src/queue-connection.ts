import type { Config } from '#config';
import { createPostgresBackend, setDefaultBackendFactory, type QueueOptions } from 'bullmq';
import type { LanePokes } from './lane-pokes.js';
import { PostgresPokes } from './postgres-pokes.js';
import { openRedis, type RedisUse } from './redis-client.js';
import { RedisPokes } from './redis-pokes.js';

/** The one queue: its jobs are lanes that have something due. */
export const laneQueueName = 'lanes';

/** The braces keep all keys of the queue in one slot of a Redis cluster. */
const keyPrefix = '{postrider}';

/** Connections of the queue's pool when it lives in Postgres; one more listens. */
const postgresPoolSize = 4;

export interface QueueConnection {
  readonly options: QueueOptions;
  readonly pokes: LanePokes;
  /** Resolves once the queue's server answers; rejects when it does not. For one that wakes lanes, at once. */
  ping(): Promise<unknown>;
  /** To be called when the queue and its workers are closed. */
  close(): Promise<void>;
}

/**
 * Connects to the backend that the configuration names: Redis when there is one, otherwise BullMQ's own tables in
 * the same database. @nestjs/bullmq has no way to pass a backend on, so it is chosen for the process.
 */
export function openQueue(config: Pick<Config, 'redis' | 'database'>, use: RedisUse): QueueConnection {
  if (config.redis !== undefined) {
    setDefaultBackendFactory();
    const { servers } = config.redis;
    const client = openRedis(servers, use);
    const pokes = new RedisPokes(client, () => openRedis(servers, use));
    return {
      options: { prefix: keyPrefix, connection: client },
      pokes,
      ping: () => client.ping(),
      close: async () => {
        await pokes.close();
        client.disconnect();
      },
    };
  }
  setDefaultBackendFactory(createPostgresBackend);
  const connection = { connectionString: config.database.url, max: postgresPoolSize, migrate: true };
  // BullMQ owns and closes this one.
  const pokes = new PostgresPokes(config.database.url);
  // It is the database, which whoever asks has asked already.
  const ping = () => Promise.resolve();
  return { options: { connection }, pokes, ping, close: () => pokes.close() };
}

import { migrate, openDatabase } from '#persistence';
import { generateMasterKey } from '#signing';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ensureAdminKey } from '../../../apps/api/src/index.js';
import { registerEventType, waitUntilReady, type Account } from '../../../bench/src/api-client.js';
import type { Closers } from '../../../bench/src/closers.js';
import type { Queue } from '../../../bench/src/stand.js';
import type { DispatcherSettings } from './fault.js';
import { Platform } from './platform.js';
import { PostgresServer } from './postgres-server.js';
import { RedisQueueServer } from './redis-server.js';
import { steadyPort } from './steady-port.js';

/** The whole system of one run: real servers, and the platform's processes as an operator starts them. */
export interface Stand {
  readonly account: Account;
  readonly postgres: PostgresServer;
  /** @throws when the queue is in Postgres: the fault asked for the wrong stand. */
  readonly redis: RedisQueueServer;
  readonly platform: Platform;
  /** Where the processes log. */
  readonly directory: string;
}

export interface StandOptions {
  readonly queue: Queue;
  readonly dispatchers: readonly DispatcherSettings[];
  /** Leaves logs and data where they are. */
  readonly keep: boolean;
}

const readyMs = 60_000;

/** All of a stand's pools together stay below what the server allows, with two dispatchers and a query of ours. */
const poolSize = 5;

export async function openStand({ queue, dispatchers, keep }: StandOptions, closers: Closers): Promise<Stand> {
  const directory = await mkdtemp(join(tmpdir(), 'postrider-faults-'));
  // Root's PostgreSQL runs as another user, who must get through to its data.
  await chmod(directory, 0o711);
  if (!keep) closers.add(() => rm(directory, { recursive: true, force: true }));
  const postgres = await PostgresServer.start(join(directory, 'postgres'), await steadyPort());
  closers.add(() => postgres.stop());
  const redis = queue === 'redis' ? await RedisQueueServer.start(directory, await steadyPort()) : undefined;
  closers.add(() => redis?.end());
  await migrate(postgres.url);

  const port = await steadyPort();
  const account = { apiUrl: `http://127.0.0.1:${port}`, key: await makeAdminKey(postgres.url) };
  const platform = new Platform(directory, {
    DATABASE_URL: postgres.url,
    DATABASE_POOL_SIZE: String(poolSize),
    ...(redis !== undefined && { REDIS_URL: redis.url }),
    POSTRIDER_MASTER_KEY: generateMasterKey(),
    PORT: String(port),
    EGRESS_ALLOW: '127.0.0.0/8',
    EGRESS_HTTP: 'true',
  });
  closers.add(() => platform.end());
  platform.startApi();
  for (const settings of dispatchers) platform.startDispatcher(settings);
  await Promise.race([waitUntilReady(account.apiUrl, readyMs), platform.fails]);
  await registerEventType(account);
  return {
    account,
    postgres,
    get redis() {
      if (redis === undefined) throw new Error('bug: this fault needs a stand with Redis');
      return redis;
    },
    platform,
    directory,
  };
}

async function makeAdminKey(databaseUrl: string): Promise<string> {
  const database = openDatabase({ url: databaseUrl, poolSize: 1, applicationName: 'postrider-faults' });
  const made = await ensureAdminKey(database);
  await database.close();
  if (made === undefined) throw new Error('bug: an empty database holds an admin key');
  return made.key;
}

/** Asks the stand's database; a connection a question, because the server may be away between two. */
export async function ask<Row extends pg.QueryResultRow>(
  stand: Pick<Stand, 'postgres'>,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: stand.postgres.url, application_name: 'postrider-faults' });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

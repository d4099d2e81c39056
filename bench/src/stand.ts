import { findFreePort, startEmbeddedPostgres } from '#embedded';
import { migrate, openDatabase } from '#persistence';
import { generateMasterKey } from '#signing';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ensureAdminKey } from '../../apps/api/src/index.js';
import { startRedisServer } from '../../test/harness/redis.js';
import { registerEventType, waitUntilReady, type Account } from './api-client.js';
import { Closers } from './closers.js';
import type { BareLoopSkills } from './bare-loop.js';
import type { LoadSkills } from './load.js';
import { loadStatementStatistics } from './profile/statements.js';
import { ProductProcess } from './product-process.js';
import type { Participant } from './process-usage.js';
import type { ReceiverSkills } from './receiver.js';
import { Worker } from './worker.js';

export type Queue = 'redis' | 'postgres';

export interface StandOptions {
  readonly queue: Queue;
  /** API and dispatcher in one process, as `npm start` runs them. */
  readonly together: boolean;
  /** Profiles of the platform's processes are written here when they end. */
  readonly profileDirectory: string | undefined;
}

/** The whole system of one run, every part a process of its own. */
export interface Stand {
  readonly account: Account;
  readonly load: Worker<LoadSkills>;
  readonly receiver: Worker<ReceiverSkills>;
  readonly bareLoop: Worker<BareLoopSkills>;
  /** For filling tables and asking questions, outside of what is measured. */
  readonly database: pg.Pool;
  /** Undefined when the queue is in Postgres. */
  readonly redisUrl: string | undefined;
  readonly participants: readonly Participant[];
  /** The participants that are the platform's own. */
  readonly platform: readonly string[];
  /** Another receiver, for endpoints that must not share a process with those that are measured. */
  openReceiver(): Worker<ReceiverSkills>;
  /** Ends API and dispatcher and waits for them, so that their profiles are there. */
  stopPlatform(): Promise<void>;
}

const readyMs = 60_000;

/**
 * Starts a new stand on an empty durable database, hands it to `use` and takes it down again. Fails as soon as a
 * process of the platform ends on its own.
 */
export async function withStand<T>(
  options: StandOptions,
  closers: Closers,
  use: (stand: Stand) => Promise<T>,
): Promise<T> {
  const own = new Closers();
  closers.add(() => own.close());
  try {
    const { stand, dies } = await start(options, own);
    return await Promise.race([use(stand), dies]);
  } finally {
    await own.close();
  }
}

async function start(options: StandOptions, closers: Closers): Promise<{ stand: Stand; dies: Promise<never> }> {
  const directory = await mkdtemp(join(tmpdir(), 'postrider-bench-'));
  // As root the server runs as another user, who must be able to pass, or the database is put where `rm` misses it.
  await chmod(directory, 0o711);
  closers.add(() => rm(directory, { recursive: true, force: true }));
  const { postgres, redis } = await startServers(options, directory, closers);
  await migrate(postgres.url);
  const database = new pg.Pool({ connectionString: postgres.url, max: 2, application_name: 'postrider-bench' });
  closers.add(() => database.end());

  const port = await findFreePort();
  const account = { apiUrl: `http://127.0.0.1:${port}`, key: randomBytes(24).toString('base64url') };
  await storeAdminKey(postgres.url, account.key);
  const environment = {
    DATABASE_URL: postgres.url,
    ...(redis !== undefined && { REDIS_URL: redis.url }),
    POSTRIDER_MASTER_KEY: generateMasterKey(),
    POSTRIDER_ADMIN_KEY: account.key,
    PORT: String(port),
    POSTRIDER_DATA_DIR: join(directory, 'data'),
    EGRESS_ALLOW: '127.0.0.0/8',
    EGRESS_HTTP: 'true',
  };
  const platform = startPlatform(options, environment, directory, closers);
  const dies = Promise.race(platform.map((product) => product.diesEarly()));
  await Promise.race([waitUntilReady(account.apiUrl, readyMs), dies]);
  await registerEventType(account);

  const startWorker = <W extends Worker<never>>(worker: W): W => {
    closers.add(() => worker.stop());
    return worker;
  };
  const load = startWorker(new Worker<LoadSkills>('load'));
  const receiver = startWorker(new Worker<ReceiverSkills>('receiver'));
  const stand: Stand = {
    account,
    load,
    receiver,
    bareLoop: startWorker(new Worker<BareLoopSkills>('bare-loop')),
    database,
    redisUrl: redis?.url,
    participants: [
      ...platform.map((product) => single(product.name, product)),
      { name: 'postgres', pid: postgres.pid, forks: true },
      ...(redis === undefined ? [] : [single('redis', redis)]),
      single('load', load),
      single('receiver', receiver),
    ],
    platform: platform.map(({ name }) => name),
    openReceiver: () => startWorker(new Worker<ReceiverSkills>('receiver')),
    stopPlatform: async () => {
      await Promise.all(platform.map((product) => product.stop()));
    },
  };
  return { stand, dies };
}

const single = (name: string, { pid }: { readonly pid: number }): Participant => ({ name, pid, forks: false });

function startPlatform(
  { together, profileDirectory }: StandOptions,
  environment: Readonly<Record<string, string>>,
  directory: string,
  closers: Closers,
): ProductProcess[] {
  return (together ? ['standalone'] : ['dispatcher', 'api']).map((name) => {
    const flags = profileDirectory === undefined ? [] : profileFlags(name, profileDirectory);
    const product = new ProductProcess({ name, program: `${name}/src/main.js`, environment, flags, directory });
    closers.add(() => product.stop());
    return product;
  });
}

/** Before anything starts, because the API that runs apart makes no key of its own. */
async function storeAdminKey(url: string, key: string): Promise<void> {
  const database = openDatabase({ url, poolSize: 2, applicationName: 'postrider-bench' });
  try {
    await ensureAdminKey(database, key);
  } finally {
    await database.close();
  }
}

async function startServers({ queue, profileDirectory }: StandOptions, directory: string, closers: Closers) {
  const dataDir = join(directory, 'postgres');
  let postgres = await startEmbeddedPostgres({ dataDir });
  closers.add(() => postgres.stop());
  if (profileDirectory !== undefined) {
    await loadStatementStatistics(postgres.url);
    await postgres.stop();
    postgres = await startEmbeddedPostgres({ dataDir });
  }
  const redis = queue === 'redis' ? await startRedisServer(directory) : undefined;
  if (queue === 'redis' && redis === undefined) throw new Error('there is no redis-server here; use --queue postgres');
  closers.add(() => redis?.stop());
  return { postgres, redis };
}

function profileFlags(name: string, directory: string): string[] {
  return ['--cpu-prof', `--cpu-prof-dir=${directory}`, `--cpu-prof-name=${name}.cpuprofile`];
}

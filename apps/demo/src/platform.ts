import { findFreePort, startEmbeddedPostgres } from '#embedded';
import { generateMasterKey } from '#signing';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoOptions } from './options.js';

/** The Postrider that the demo drives. */
export interface Platform {
  readonly url: string;
  readonly adminKey: string;
  /** Undefined when events can be emitted by the API alone. */
  readonly databaseUrl: string | undefined;
  close(): Promise<void>;
}

const program = join(import.meta.dirname, '../../standalone/src/main.js');
const readyWithinMs = 60_000;
const endsWithinMs = 20_000;

/** The one that runs, or one of the demo's own on an empty database. */
export async function openPlatform({ running }: DemoOptions): Promise<Platform> {
  if (running !== undefined) return { ...running, close: () => Promise.resolve() };
  const directory = await mkdtemp(join(tmpdir(), 'postrider-demo-'));
  // As root the server runs as another user, who must be able to pass.
  await chmod(directory, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir: join(directory, 'postgres'), durable: false });
  process.once('exit', postgres.abort);
  const removeAll = async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
  const adminKey = randomBytes(24).toString('base64url');
  const product = await startProduct({
    DATABASE_URL: postgres.url,
    POSTRIDER_DATA_DIR: join(directory, 'data'),
    POSTRIDER_MASTER_KEY: generateMasterKey(),
    POSTRIDER_ADMIN_KEY: adminKey,
    EGRESS_ALLOW: '127.0.0.0/8',
    EGRESS_HTTP: 'true',
    LOG_LEVEL: 'error',
  }).catch(async (error: unknown) => {
    await removeAll();
    throw error;
  });
  return {
    url: product.url,
    adminKey,
    databaseUrl: postgres.url,
    close: async () => {
      await product.stop();
      await removeAll();
    },
  };
}

async function startProduct(environment: Readonly<Record<string, string>>) {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [program], {
    env: { ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
    // In a group of its own: a Ctrl-C is the demo's, which ends it in its turn.
    detached: true,
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    const overdue = setTimeout(() => child.kill('SIGKILL'), endsWithinMs);
    if (child.exitCode === null && child.signalCode === null) await exited;
    clearTimeout(overdue);
  };
  const died = exited.then(() => {
    throw new Error('Postrider did not start');
  });
  died.catch(() => undefined); // it ends some day, when nobody waits for its start any more
  try {
    await Promise.race([untilReady(url), died]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function untilReady(url: string): Promise<void> {
  const giveUpAt = performance.now() + readyWithinMs;
  while (performance.now() < giveUpAt) {
    const isReady = await fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await sleep(100);
  }
  throw new Error(`Postrider was not ready within ${readyWithinMs / 1_000} seconds`);
}

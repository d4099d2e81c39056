import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { findBinaries } from './binaries.js';
import { ensureCluster, superuser } from './cluster.js';
import { findFreePort } from './find-free-port.js';
import { lockDataDirectory } from './data-directory-lock.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { makeReachable } from './reachable-binaries.js';
import { prepareDataDirectory, settleServerDirectory } from './server-directory.js';
import { startServer } from './server-process.js';
import type { ServerOptions, ServerProcess } from './server-process.js';
import { serverSettings } from './server-settings.js';
import { chooseServerUser } from './server-user.js';
import { stopOrphan } from './stop-orphan.js';

export interface EmbeddedPostgresOptions {
  /** Holds everything that the server keeps; created when it is missing. */
  readonly dataDir: string;
  /** Listens there, for those whose address must survive a restart; otherwise on a free port, new with every start. */
  readonly port?: number;
  /** False gives up crash safety for speed, which tests may. */
  readonly durable?: boolean;
  /** Is told, a line at a time, what a person should know about an unusual start. */
  readonly notice?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** `postgresql://…`, of a superuser, on a loopback port. */
  readonly url: string;
  /** The server's process. */
  readonly pid: number;
  /** Settles when the server has ended, whoever ended it. */
  readonly exited: Promise<void>;
  /** Stops the server, waits for its end and leaves the data directory to others. */
  readonly stop: () => Promise<void>;
  /** Ends the server at once, without waiting; the next start recovers. */
  readonly abort: () => void;
}

const database = 'postrider';
/** A port that was free may be taken by the time the server binds it. */
const startAttempts = 3;

/** Made with the cluster and kept beside it; a cluster whose password is lost can be entered by nobody. */
function readPassword(dataDir: string, clusterExists: boolean): string {
  const file = join(dataDir, 'postgres-password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (clusterExists) {
    throw new EmbeddedPostgresError(`${file} is missing`, 'restore it, or start with an empty data directory');
  }
  const password = randomBytes(24).toString('hex');
  writeFileSync(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
  return password;
}

type Unsettled = Omit<ServerOptions, 'settings'>;

async function startOnPort(options: Unsettled, wanted: number | undefined, durable: boolean) {
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await findFreePort());
    try {
      return { port, server: await startServer({ ...options, settings: serverSettings(port, durable) }) };
    } catch (error) {
      if (attempt === startAttempts || !/TCP\/IP|already in use|still in use/.test(String(error))) throw error;
    }
  }
}

async function ensureDatabase(urlOf: (database: string) => string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf('postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
}

async function launch(
  dataDir: string,
  { port: wanted, durable = true }: EmbeddedPostgresOptions,
  notice: (line: string) => void,
): Promise<ServerProcess & { url: string }> {
  const serverDir = join(dataDir, 'postgres');
  const user = chooseServerUser(serverDir);
  const binaries = makeReachable(findBinaries(), user, notice);
  settleServerDirectory(serverDir, user, notice);
  const clusterDir = join(realpathSync(serverDir), 'data');
  const password = readPassword(dataDir, existsSync(clusterDir));
  await ensureCluster(binaries, clusterDir, password, user);
  await stopOrphan(clusterDir, notice);
  const logFile = join(dataDir, 'postgres.log');
  const { port, server } = await startOnPort({ binaries, clusterDir, logFile, user }, wanted, durable);
  const urlOf = (name: string) => `postgresql://${superuser}:${password}@127.0.0.1:${port}/${name}`;
  try {
    await ensureDatabase(urlOf);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { ...server, url: urlOf(database) };
}

/**
 * Starts a PostgreSQL server of its own on `dataDir`, creating the cluster the first time, and stops what a killed
 * start left running there. As root the server runs as another user. Throws an `EmbeddedPostgresError` for all that
 * a person can mend: a directory in use or not writable, a platform without binaries, a server that does not start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { notice = () => undefined } = options;
  const dataDir = resolve(options.dataDir);
  prepareDataDirectory(dataDir);
  const lock = lockDataDirectory(dataDir);
  try {
    const { url, pid, exited, stop, abort } = await launch(dataDir, options, notice);
    return {
      url,
      pid,
      exited,
      abort,
      stop: async () => {
        await stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

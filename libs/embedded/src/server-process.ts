import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { programIn } from './binaries.js';
import type { Binaries } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { readPostmasterFile } from './postmaster-file.js';
import { serverEnvironment } from './server-settings.js';
import type { ServerUser } from './server-user.js';

const pollMs = 20;
/** Recovery after a crash replays up to `max_wal_size`, on a slow disk for minutes. */
const readyMs = 300_000;
const fastShutdownMs = 30_000;

/** A running server. */
export interface ServerProcess {
  readonly pid: number;
  /** Settles when the server has ended, whoever ended it. */
  readonly exited: Promise<void>;
  /** Ends the sessions, writes a checkpoint and waits for the end. */
  readonly stop: () => Promise<void>;
  /** Ends it at once; the next start recovers. For when nobody can wait. */
  readonly abort: () => void;
}

export interface ServerOptions {
  readonly binaries: Binaries;
  readonly clusterDir: string;
  readonly logFile: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly user: ServerUser | undefined;
}

/**
 * Starts the server in a session of its own: the Ctrl-C of a terminal goes to a whole process group, and the
 * server must outlive API and dispatcher, which finish their work in it. It logs to a file and not to a pipe,
 * because it may outlive us too.
 */
function spawnServer({ binaries, clusterDir, logFile, settings, user }: ServerOptions) {
  const log = openSync(logFile, 'w', 0o600);
  try {
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    return spawn(programIn(binaries.directory, 'postgres'), ['-D', clusterDir, ...flags], {
      ...user,
      cwd: '/',
      env: serverEnvironment,
      detached: true,
      stdio: ['ignore', log, log],
    });
  } finally {
    closeSync(log);
  }
}

/** The server's own last word, without its prefix of time and pid. */
function lastWord(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trim().split('\n');
  const line = lines.findLast((text) => /\b(FATAL|PANIC):/.test(text)) ?? lines.at(-1) ?? '';
  return line.replace(/^.*?\b(?:FATAL|PANIC|LOG|HINT):\s*/, '');
}

function startFailed({ logFile }: ServerOptions, what: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(`the embedded database does not start: ${what}`, `see ${logFile}`);
}

/** Starts the server and waits until it accepts connections. Rejects with its last word when it ends before that. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const child = spawnServer(options);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  await Promise.race([once(child, 'spawn'), exited]);
  const { pid } = child;
  if (pid === undefined) throw startFailed(options, 'its program cannot be run');

  const stop = async () => {
    child.kill('SIGINT');
    const overdue = setTimeout(() => child.kill('SIGQUIT'), fastShutdownMs);
    await exited;
    clearTimeout(overdue);
  };
  const deadline = Date.now() + readyMs;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw startFailed(options, lastWord(options.logFile));
    const postmaster = readPostmasterFile(options.clusterDir);
    if (postmaster?.pid === pid && postmaster.isReady) break;
    if (Date.now() > deadline) {
      await stop();
      throw startFailed(options, `it was not ready within ${readyMs / 1000} seconds`);
    }
    await delay(pollMs);
  }
  return { pid, exited, stop, abort: () => void child.kill('SIGQUIT') };
}

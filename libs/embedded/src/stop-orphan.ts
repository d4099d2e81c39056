import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { readPostmasterFile } from './postmaster-file.js';
import { commandLineOf, startTimeOf } from './process-table.js';

const pollMs = 50;
const fastShutdownMs = 30_000;
const immediateShutdownMs = 5_000;

async function isGoneWithin(pid: number, startTime: string, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (startTimeOf(pid) === startTime) {
    if (Date.now() > deadline) return false;
    await delay(pollMs);
  }
  return true;
}

/**
 * Stops the server that a killed Postrider left behind on `clusterDir`. The caller holds the data directory's
 * lock, so nobody needs that server. The pid in the file may since be another's, and in a restarted container it
 * is: a process is touched only if it was started as a PostgreSQL server on this very directory. If it is no
 * PostgreSQL at all the file is removed, because the server would take that process for its predecessor and
 * refuse to start.
 */
export async function stopOrphan(clusterDir: string, notice: (line: string) => void): Promise<void> {
  const pid = readPostmasterFile(clusterDir)?.pid;
  const startTime = pid === undefined ? undefined : startTimeOf(pid);
  const commandLine = pid === undefined ? undefined : commandLineOf(pid);
  if (pid === undefined || startTime === undefined || commandLine === undefined) return;
  if (!commandLine.includes('postgres')) rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
  if (!`${commandLine} `.includes(`/postgres -D ${clusterDir} `)) return;
  notice(`stopping the database server that a killed start left behind (process ${pid})`);
  process.kill(pid, 'SIGINT');
  if (await isGoneWithin(pid, startTime, fastShutdownMs)) return;
  process.kill(pid, 'SIGQUIT');
  if (await isGoneWithin(pid, startTime, immediateShutdownMs)) return;
  throw new EmbeddedPostgresError(
    `the database server that an earlier start left behind (process ${pid}) does not stop`,
    'end that process',
  );
}

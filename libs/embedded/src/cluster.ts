import { spawn } from 'node:child_process';
import { chownSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programIn } from './binaries.js';
import type { Binaries } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { serverEnvironment } from './server-settings.js';
import type { ServerUser } from './server-user.js';

export const superuser = 'postrider';

/** Its own process group, so that a Ctrl-C meant for us does not leave half a cluster. */
function runInitdb(program: string, args: readonly string[], user: ServerUser | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...user,
      cwd: '/',
      env: serverEnvironment,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(initdbFailed(complaint));
    });
  });
}

function initdbFailed(complaint: string): EmbeddedPostgresError {
  const lines = complaint.trim().split('\n');
  const reason = lines.find((line) => /error|fatal/i.test(line)) ?? lines[0] ?? '';
  return new EmbeddedPostgresError(
    `the embedded database cannot be created: ${reason}`,
    'mend that, or set DATABASE_URL to a PostgreSQL server',
  );
}

/**
 * Creates the cluster in `clusterDir` unless it is there. It is made beside and renamed, so a directory of that
 * name is always a whole cluster.
 */
export async function ensureCluster(
  { directory }: Binaries,
  clusterDir: string,
  password: string,
  user: ServerUser | undefined,
): Promise<void> {
  if (existsSync(clusterDir)) return;
  const draft = `${clusterDir}.new`;
  const passwordFile = join(clusterDir, '../initial-password');
  rmSync(draft, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) chownSync(passwordFile, user.uid, user.gid);
  const options = [
    `--pgdata=${draft}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The builtin provider sorts the same on every machine, whatever locales are installed.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
  try {
    await runInitdb(programIn(directory, 'initdb'), options, user);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, clusterDir);
}

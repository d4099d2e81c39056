import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { programIn } from './binaries.js';
import type { Binaries } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { makeDirectory, systemDir } from './server-directory.js';
import { canRun } from './server-user.js';
import type { ServerUser } from './server-user.js';

/** Copies a tree so that everybody may read it, whatever the modes it was installed with. */
function copyReadable(from: string, to: string): void {
  makeDirectory(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyReadable(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else {
      copyFileSync(source, target);
      chmodSync(target, (statSync(source).mode & 0o100) === 0 ? 0o644 : 0o755);
    }
  }
}

/** The copy appears complete or not at all, and the next start of any Postrider on this machine finds it. */
function copyToSystemDir({ directory, release }: Binaries): Binaries {
  const home = join(systemDir, release);
  if (!existsSync(home)) {
    const draft = `${home}.${process.pid}`;
    makeDirectory(systemDir, 0o755);
    copyReadable(directory, draft);
    if (existsSync(home)) rmSync(draft, { recursive: true });
    else renameSync(draft, home);
  }
  return { directory: home, release };
}

/** The binaries where `user` can run them: as installed, or copied to a place that everybody can reach. */
export function makeReachable(
  binaries: Binaries,
  user: ServerUser | undefined,
  notice: (line: string) => void,
): Binaries {
  if (canRun(user, binaries)) return binaries;
  if (!canRun(undefined, binaries)) throw doNotRun(binaries);
  const copy = copyToSystemDir(binaries);
  if (!canRun(user, copy)) throw doNotRun(copy);
  notice(
    `the user that PostgreSQL runs as cannot reach ${binaries.directory}: its programs run from ${copy.directory}`,
  );
  return copy;
}

function doNotRun({ directory }: Binaries): EmbeddedPostgresError {
  const program = programIn(directory, 'postgres');
  const { stderr, error } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const [reason] = (error?.message ?? stderr).trim().split('\n');
  return new EmbeddedPostgresError(
    `the embedded PostgreSQL does not run on this machine: ${reason === undefined || reason === '' ? program : reason}`,
    'set DATABASE_URL to a PostgreSQL server',
  );
}

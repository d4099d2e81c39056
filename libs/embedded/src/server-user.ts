import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import type { Binaries } from './binaries.js';

/** The user that the server runs as when it cannot run as ours, because ours is root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

function lookUp(name: string): ServerUser | undefined {
  const [uid, gid] = ['-u', '-g'].map((option) => {
    const { status, stdout } = spawnSync('id', [option, name], { encoding: 'utf8' });
    return status === 0 ? Number(stdout) : undefined;
  });
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

function createPostgresUser(): ServerUser | undefined {
  spawnSync('groupadd', ['--system', 'postgres']);
  spawnSync('useradd', ['--system', '--gid', 'postgres', '--no-create-home', '--shell', '/bin/false', 'postgres']);
  return lookUp('postgres');
}

/**
 * PostgreSQL refuses to run as root. Undefined when we are not root. Whoever owns an existing server directory
 * stays its user, so that a user who appears later does not lock the server out of its own data.
 */
export function chooseServerUser(serverDir: string): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const existing = statSync(serverDir, { throwIfNoEntry: false });
  if (existing !== undefined && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  return lookUp('postgres') ?? createPostgresUser() ?? lookUp('nobody') ?? { uid: 65_534, gid: 65_534 };
}

/**
 * Whether `user` can do `script` in a shell, its `arguments` as $1, $2, …. Permissions, parents, mount options and
 * security modules all have a say in that, so it is tried and not computed.
 */
function succeeds(user: ServerUser | undefined, script: string, ...args: string[]): boolean {
  return spawnSync('/bin/sh', ['-c', script, 'sh', ...args], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

export function canRun(user: ServerUser | undefined, { directory }: Binaries): boolean {
  return succeeds(user, '"$1/bin/postgres" --version && test -r "$1/share/postgresql/postgres.bki"', directory);
}

export function canWrite(user: ServerUser | undefined, directory: string): boolean {
  return succeeds(user, 'cd "$1" && : > .probe && rm .probe', directory);
}

import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmdirSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { canWrite } from './server-user.js';
import type { ServerUser } from './server-user.js';

/** Where root puts what the server's own user must reach and cannot reach in the data directory. */
export const systemDir = '/var/lib/postrider';

/**
 * Creates `path` and its parents. A mode that is given holds whatever the umask; a directory that exists keeps its
 * own. Not with `recursive`, which never returns where a parent exists and takes no children, as in /proc.
 */
export function makeDirectory(path: string, mode?: number): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (!existsSync(parent)) makeDirectory(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return; // another start was faster
    throw error;
  }
  if (mode !== undefined) chmodSync(path, mode);
}

/**
 * Creates the data directory. As root others may pass through it, to the server's directory and to nothing else;
 * so they may through one that exists and is empty, which was made for this, and is nobody's home.
 */
export function prepareDataDirectory(dataDir: string): void {
  try {
    const isRoot = process.getuid?.() === 0;
    makeDirectory(dataDir, isRoot ? 0o711 : 0o700);
    if (isRoot && readdirSync(dataDir).length === 0) chmodSync(dataDir, 0o711);
  } catch (error) {
    throw notWritable(dataDir, error);
  }
  if (!canWrite(undefined, dataDir)) throw notWritable(dataDir);
}

function notWritable(dataDir: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `the data directory ${dataDir} is not writable`,
    'give this user the right to write there, or set POSTRIDER_DATA_DIR to another directory',
    { cause },
  );
}

function makeServerDirectory(path: string, user: ServerUser | undefined): void {
  makeDirectory(path, 0o700);
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}

/** Follows the link that an earlier start left; false when nothing is there yet. */
function isSettled(serverDir: string, user: ServerUser | undefined): boolean {
  const found = lstatSync(serverDir, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (!existsSync(serverDir)) {
    throw new EmbeddedPostgresError(
      `the database is gone: ${serverDir} points to ${readlinkSync(serverDir)}, which does not exist`,
      `restore that directory, or remove ${serverDir} to begin with an empty database`,
    );
  }
  // By its real path: the link itself lies where `user` may be unable to follow it.
  if (canWrite(user, realpathSync(serverDir))) return true;
  throw new EmbeddedPostgresError(
    `the database directory ${serverDir} is not writable for the user that PostgreSQL runs as`,
    'start as the user who started it before, or mend the owner of the directory',
  );
}

/**
 * Makes sure that `serverDir`, inside the data directory, is a directory of `user`'s or a link to one. A link is
 * made when `user` cannot reach the data directory, such as one in a home that only root may enter: opening
 * somebody's home is not ours to do.
 */
export function settleServerDirectory(
  serverDir: string,
  user: ServerUser | undefined,
  notice: (line: string) => void,
): void {
  if (isSettled(serverDir, user)) return;
  makeServerDirectory(serverDir, user);
  if (user === undefined || canWrite(user, serverDir)) return;
  rmdirSync(serverDir);
  const elsewhere = join(systemDir, randomBytes(8).toString('hex'));
  makeDirectory(systemDir, 0o755);
  makeServerDirectory(elsewhere, user);
  symlinkSync(elsewhere, serverDir);
  notice(`the user that PostgreSQL runs as cannot reach ${serverDir}: the database is in ${elsewhere}`);
}

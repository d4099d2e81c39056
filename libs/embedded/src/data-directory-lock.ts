import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { startTimeOf } from './process-table.js';

export interface DataDirectoryLock {
  release(): void;
}

const takeoverAttempts = 5;

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Linking is atomic and the file appears with its content, which creating and then writing it would not. */
function linkUnlessThere(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isHeld(owner: string): boolean {
  const [pid, startTime] = owner.trim().split(' ');
  return startTime !== undefined && startTimeOf(Number(pid)) === startTime;
}

/**
 * Takes a dead owner's lock away. Between reading it and moving it another process may have done the same and
 * locked the directory; then what was moved is a live lock, and it is put back.
 */
function removeStale(path: string, owner: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readIfThere(aside) !== owner) linkUnlessThere(aside, path);
  rmSync(aside, { force: true });
}

/**
 * Makes this process the only one that uses `dataDir`, until it releases the lock or dies. The lock names its
 * owner by pid and start time, so one left behind by a killed process never keeps anybody out.
 */
export function lockDataDirectory(dataDir: string): DataDirectoryLock {
  const path = join(dataDir, 'postrider.pid');
  const mine = `${process.pid} ${startTimeOf(process.pid) ?? 'unknown'}\n`;
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    for (let attempt = 0; attempt < takeoverAttempts; attempt++) {
      if (linkUnlessThere(draft, path))
        return {
          release: () => {
            if (readIfThere(path) === mine) rmSync(path);
          },
        };
      const owner = readIfThere(path);
      if (owner === undefined) continue;
      if (isHeld(owner)) throw inUse(dataDir, owner.split(' ')[0] ?? '?');
      removeStale(path, owner);
    }
    throw inUse(dataDir, 'another one that is starting');
  } finally {
    rmSync(draft, { force: true });
  }
}

function inUse(dataDir: string, owner: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `${dataDir} is in use by process ${owner}`,
    'stop that one, or set POSTRIDER_DATA_DIR to another directory',
  );
}

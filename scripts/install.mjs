// Installs the dependencies when node_modules is not what package-lock.json asks for.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, runMain, runQuietly, say } from './run.mjs';

/** npm writes its own account of node_modules when it has finished, and not before. */
const installedLock = join(root, 'node_modules/.package-lock.json');

const packagesOf = (lockFile) => JSON.parse(readFileSync(lockFile, 'utf8')).packages;

function isInstalled() {
  if (!existsSync(installedLock)) return false;
  const installed = packagesOf(installedLock);
  const wanted = Object.entries(packagesOf(join(root, 'package-lock.json')));
  return wanted.every(
    ([path, { version, optional }]) =>
      path === '' || (installed[path] ? installed[path].version === version : optional),
  );
}

/** The npm that started us, so that its configuration holds; else the one in PATH. */
function npm() {
  const running = process.env.npm_execpath;
  return running && basename(running) === 'npm-cli.js' ? [process.execPath, running] : ['npm'];
}

export async function install() {
  if (isInstalled()) return;
  say('installing dependencies (once, about a minute)');
  const [file, ...args] = [...npm(), 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  await runQuietly(file, args, {
    failure: 'the dependencies cannot be installed (see above)',
    // Nothing of Prisma's engines is used; naming any executable keeps them from being downloaded.
    env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_SKIP_POSTINSTALL_GENERATE: '1' },
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runMain(install);

// Compiles apps and libs to dist when a source has changed since the last time.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generate } from './generate.mjs';
import { install } from './install.mjs';
import { root, runMain, runQuietly, say } from './run.mjs';

const sources = ['apps', 'libs', 'bench', 'test'];
const settings = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const stamp = join(root, 'dist/.sources');

function* sourceFiles() {
  yield* settings;
  for (const directory of sources.filter((name) => existsSync(join(root, name)))) {
    for (const path of readdirSync(join(root, directory), { recursive: true })) {
      if (/\.tsx?$/.test(path) && !path.endsWith('.spec.ts')) yield join(directory, path);
    }
  }
}

/** Changes with every file that is added, removed or written; a checkout of older sources counts as a change. */
function fingerprint() {
  const hash = createHash('sha256').update(process.version);
  for (const path of [...sourceFiles()].sort()) {
    const { mtimeMs, size } = statSync(join(root, path));
    hash.update(`${path}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex');
}

export async function build() {
  await install();
  generate();
  const current = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === current) return;
  say('building');
  await runQuietly(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    failure: 'the sources do not compile (see above)',
  });
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, current);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runMain(build);

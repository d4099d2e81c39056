// Generates the Prisma client when it is missing or older than its schema.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');

export function generate() {
  const schema = join(root, 'prisma/schema.prisma');
  const client = join(root, 'libs/persistence/src/generated/prisma/client.ts');
  if (existsSync(client) && statSync(client).mtimeMs > statSync(schema).mtimeMs) return;
  const run = spawnSync(process.execPath, [join(root, 'node_modules/prisma/build/index.js'), 'generate'], {
    cwd: root,
    // Generation never runs the schema engine; naming any executable keeps Prisma from downloading one.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    encoding: 'utf8',
  });
  if (run.status !== 0) {
    process.stderr.write(run.stdout + run.stderr);
    throw new Error('prisma generate failed');
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) generate();

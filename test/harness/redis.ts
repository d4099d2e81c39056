import { findFreePort } from '#embedded';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

export interface RedisServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** A real Redis of this run's own; undefined where the machine has none, except in CI, which must have one. */
export async function startRedisServer(
  directory: string,
  port?: number,
  password?: string,
): Promise<RedisServer | undefined> {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    if (process.env['CI'] === 'true') throw new Error('redis-server is missing: CI tests both queue backends');
    return undefined;
  }
  const listen = port ?? (await findFreePort());
  const child = spawn(
    'redis-server',
    [
      ...['--port', String(listen), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', directory],
      ...(password === undefined ? [] : ['--requirepass', password]),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], detached: true },
  );
  await ready(child.stdout);
  return {
    url: `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${listen}`,
    pid: child.pid as number,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function ready(output: NodeJS.ReadableStream): Promise<void> {
  let seen = '';
  for await (const chunk of output) {
    seen += String(chunk);
    if (seen.includes('Ready to accept connections')) break;
  }
  if (!seen.includes('Ready to accept connections')) throw new Error(`redis-server did not start: ${seen}`);
  output.resume();
}

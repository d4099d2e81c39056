import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

export interface EndedRole {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A role as an operator starts it, a process of its own; `ended` resolves when it has come to its end. */
export interface RoleProcess {
  readonly ended: Promise<EndedRole>;
  /** All that it has written so far, on both streams. */
  output(): string;
  stop(): Promise<EndedRole>;
  /** Ends it whatever it does. */
  kill(): Promise<EndedRole>;
}

export function startRole(
  role: 'api' | 'dispatcher' | 'migrate' | 'reseal',
  environment: Readonly<Record<string, string>>,
): RoleProcess {
  const child = spawn(process.execPath, [join(root, `dist/apps/${role}/src/main.js`)], {
    // Somewhere without a .env file.
    cwd: join(root, 'dist'),
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  }
  const ended = new Promise<EndedRole>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, ...said });
    });
  });
  return {
    ended,
    output: () => said.stdout + said.stderr,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

// Runs a tool quietly: what it says is shown when it fails, and only then.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

export const say = (line) => process.stderr.write(`postrider: ${line}\n`);

/** A step that failed: its tool has been heard, so one line is all that is left to say. */
export class StepFailed extends Error {}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Rejects with `failure` when the tool fails. A signal that ends us meanwhile ends the tool first. */
export async function runQuietly(file, args, { failure, env = {} }) {
  const child = spawn(file, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  let stoppedBy;
  const stop = (signal) => {
    stoppedBy = signal;
    child.kill(signal);
  };
  for (const signal of signals) process.on(signal, stop);
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  for (const signal of signals) process.off(signal, stop);
  if (stoppedBy) return process.kill(process.pid, stoppedBy);
  if (code === 0) return;
  process.stderr.write(Buffer.concat(said));
  throw new StepFailed(failure);
}

/** Runs `main` and ends the process with its result: failed steps get one line, mistakes of ours a stack. */
export async function runMain(main) {
  try {
    const code = await main();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    if (error instanceof StepFailed) process.stderr.write(`postrider: ${error.message}\n`);
    else console.error(error);
    process.exitCode = 1;
  }
}

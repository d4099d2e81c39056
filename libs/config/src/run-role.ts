import { inspect } from 'node:util';
import { describeFault } from './describe-fault.js';

/** A role of Postrider that runs until it is told to stop. */
export interface RunningRole {
  close(): Promise<void>;
  /** Rejects when the role has lost what it cannot run without. */
  readonly failed?: Promise<never>;
}

/**
 * One request to stop may arrive more than once: a terminal sends Ctrl-C to npm and to us, and npm passes it on.
 * Only what comes later than this is a person who lost patience.
 */
const sameRequestMs = 1_000;

function print(error: unknown): void {
  process.stderr.write(`postrider: ${describeFault(error) ?? inspect(error)}\n`);
}

/** Resolves at the first SIGINT, SIGTERM or SIGHUP; a later one ends the process at once with code 1. */
function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    let firstAtMs: number | undefined;
    const request = (): void => {
      firstAtMs ??= performance.now();
      if (performance.now() - firstAtMs > sameRequestMs) process.exit(1);
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, request);
  });
}

/**
 * Runs a role until it is asked to stop, then closes it and exits 0; a signal that comes while it starts waits
 * for the start. What fails is printed, in one line if one can expect it, and the process exits 1.
 */
export async function runRole(start: () => Promise<RunningRole>): Promise<void> {
  // A terminal that hung up is no reason to break off the orderly end that its signal began.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const stop = stopRequested();
  let exitCode = 0;
  const failed = (error: unknown): void => {
    print(error);
    exitCode = 1;
  };
  try {
    const running = await start();
    await Promise.race([stop, ...(running.failed === undefined ? [] : [running.failed])]).catch(failed);
    await running.close();
  } catch (error) {
    failed(error);
  }
  process.exit(exitCode);
}

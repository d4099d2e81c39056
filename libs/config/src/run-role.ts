/** A role of Postrider that runs until it is told to stop. */
export interface RunningRole {
  close(): Promise<void>;
}

/** Errors whose message is written for the person at the terminal: it is all that they need. */
const expectedErrors = new Set(['ConfigError', 'EmbeddedPostgresError', 'StartError', 'InvalidMasterKeyError']);

/** What a start cannot go on without: said in one line, with how to mend it. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/**
 * Runs a role until SIGINT, SIGTERM or SIGHUP, then closes it and exits 0; a second signal exits at once. A start
 * that fails for a reason one can expect prints that in one line and exits 1, without a stack.
 */
export async function runRole(start: () => Promise<RunningRole>): Promise<void> {
  let stopping = false;
  let running: RunningRole | undefined;
  const stop = async (): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
    if (running === undefined) return;
    await running.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop().catch(fail);
    });
  }
  try {
    running = await start();
    // The signal came while it was starting: what has started is closed as if it had come now.
    if (stopping) {
      await running.close();
      process.exit(0);
    }
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  process.stderr.write(`postrider: ${describe(error)}\n`);
  process.exit(1);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (expectedErrors.has(error.name)) return error.message;
  return error.stack ?? error.message;
}

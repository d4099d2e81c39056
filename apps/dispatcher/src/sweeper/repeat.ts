import { setTimeout as sleep } from 'node:timers/promises';

export interface RepeatLog {
  warn(fields: object, message: string): void;
}

export interface Repeated {
  /** Ends the repetition; resolves when the run that may be under way is over. */
  stop(): Promise<void>;
}

/**
 * Runs `work` now and then `intervalMs` after each end, one run at a time. A run that throws is logged, and the
 * next one comes as ever: what repeats here mends faults and must outlive them.
 */
export function repeat(name: string, intervalMs: number, log: RepeatLog, work: () => Promise<void>): Repeated {
  const stopped = new AbortController();
  const running = (async () => {
    while (!stopped.signal.aborted) {
      try {
        await work();
      } catch (error) {
        log.warn({ error: error instanceof Error ? error.message : String(error) }, `${name} failed`);
      }
      await sleep(intervalMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopped.abort();
      await running;
    },
  };
}

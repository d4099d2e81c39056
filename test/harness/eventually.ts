import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 20;

/**
 * Runs `check` until it stops throwing, for at most `withinMs`; then its last error is the test's. The bound only ends
 * what will never come, and is long for the sake of machines that are short of time: what must be quick is asserted.
 */
export async function eventually<T>(check: () => T | Promise<T>, withinMs = 60_000): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await sleep(pollMs);
    }
  }
}

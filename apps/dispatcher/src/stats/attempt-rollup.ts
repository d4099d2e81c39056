import { rollUpAttempts, type Database } from '#persistence';

/** Between two looks whether it is time, in milliseconds. */
export const rollupIntervalMs = 5_000;

/**
 * The rest after a count is so many times as long. Counting keeps a core of the database busy, and deliveries wait for
 * it: in fewer than one of a hundred moments, so that not even the slowest hundredth of them are slow because of it.
 */
const restShare = 300;

/** Keeps the hourly counts that statistics are read from. Behind what is recorded, so that recording knows nothing of it. */
export class AttemptRollup {
  #restUntil = 0;

  constructor(private readonly database: Database) {}

  async count(): Promise<void> {
    const startedAt = performance.now();
    if (startedAt < this.#restUntil) return;
    await this.database.transaction(rollUpAttempts);
    const endedAt = performance.now();
    this.#restUntil = endedAt + restShare * (endedAt - startedAt);
  }
}

import { rollUpAttempts, type Database } from '#persistence';

/** Between two looks whether it is time, in milliseconds. */
export const rollupIntervalMs = 5_000;

/** The rest after a count is so many times as long: counting takes a hundredth of a core at most. */
const restShare = 100;

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

import { Batcher, isDataFault, recordOutcomes, withRetries, type Database, type RecordedOutcome } from '#persistence';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits between tries while the database is away, in milliseconds. */
const retryDelaysMs = [50, 100, 200, 400, 800, 1_000];

/** How long an outcome is held for a database that is away; after that its delivery is sent again, once it is back. */
const maxHoldMs = 60_000;

/**
 * Writes outcomes in batches. An outcome that cannot be written is a delivery that will be made twice, so it is
 * held and tried again while the database is away; the write is idempotent, whatever became of the first try.
 */
export class OutcomeRecorder {
  readonly #batcher: Batcher<RecordedOutcome, undefined>;

  constructor(database: Database) {
    this.#batcher = new Batcher({
      maxBatch: 500,
      maxBacklog: 100_000,
      isItemFault: isDataFault,
      weight: { of: (outcome) => outcome.responseBody?.length ?? 0, max: 4 << 20 },
      run: async (outcomes) => {
        await persist(() => withRetries(() => recordOutcomes(database.hot, outcomes)));
        return outcomes.map(() => undefined);
      },
    });
  }

  /** Resolves when the outcome is committed. */
  async record(outcome: RecordedOutcome): Promise<void> {
    await this.#batcher.add(outcome);
  }
}

async function persist(write: () => Promise<void>): Promise<void> {
  const giveUpAt = performance.now() + maxHoldMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await write();
      return;
    } catch (error) {
      if (isDataFault(error) || performance.now() > giveUpAt) throw error;
      await sleep(retryDelaysMs[Math.min(attempt, retryDelaysMs.length - 1)]);
    }
  }
}

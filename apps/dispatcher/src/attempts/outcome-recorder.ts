import {
  Batcher,
  createPartitions,
  deferDelivery,
  isDataFault,
  isMissingPartition,
  publicId,
  recordOutcomes,
  withRetries,
  type Database,
  type RecordedOutcome,
} from '#persistence';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareOutcome } from './bare-outcome.js';

/** Waits between tries while the database is away, in milliseconds. */
const retryDelaysMs = [50, 100, 200, 400, 800, 1_000];

/** How long an outcome is held for a database that is away; after that its delivery is sent again, once it is back. */
const maxHoldMs = 60_000;

/** How long a delivery rests that nothing can be recorded of, in seconds. */
const restSeconds = 600;

export interface RecordLog {
  error(fields: object, message: string): void;
}

/**
 * Writes outcomes in batches. An outcome that cannot be written is a delivery that will be made twice, so it is
 * held and tried again while the database is away; the write is idempotent, whatever became of the first try.
 *
 * One that the database refuses for what it holds is written bare. A delivery of which not even that can be recorded
 * rests, so that a row nobody foresaw is not sent again and again.
 */
export class OutcomeRecorder {
  readonly #batcher: Batcher<RecordedOutcome, undefined>;

  constructor(
    private readonly database: Database,
    private readonly log: RecordLog,
  ) {
    this.#batcher = new Batcher({
      maxBatch: 256,
      maxBacklog: 100_000,
      isItemFault: isDataFault,
      weight: { of: (outcome) => outcome.responseBody?.length ?? 0, max: 4 << 20 },
      run: async (outcomes) => {
        await persist(() => this.#write(outcomes));
        return outcomes.map(() => undefined);
      },
    });
  }

  /**
   * Resolves when the outcome is committed, whole or bare.
   *
   * @throws when not even the bare outcome could be
   */
  async record(outcome: RecordedOutcome): Promise<void> {
    try {
      await this.#batcher.add(outcome);
    } catch (error) {
      if (!isDataFault(error)) throw error;
      this.log.error({ deliveryId: publicId('delivery', outcome.deliveryId), err: error }, 'outcome recorded bare');
      await this.#batcher.add(bareOutcome(outcome, error));
    }
  }

  /** Lets a delivery rest whose outcome could not be recorded. */
  async rest(delivery: Pick<RecordedOutcome, 'endpointId' | 'eventId'>): Promise<void> {
    await withRetries(() => deferDelivery(this.database.hot, delivery, restSeconds));
  }

  async #write(outcomes: readonly RecordedOutcome[]): Promise<void> {
    const { hot, reads } = this.database;
    try {
      await withRetries(() => recordOutcomes(hot, outcomes));
    } catch (error) {
      if (!isMissingPartition(error)) throw error;
      // Nobody has kept partitions for a week: make them rather than send everything again.
      await createPartitions(reads);
      await withRetries(() => recordOutcomes(hot, outcomes));
    }
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

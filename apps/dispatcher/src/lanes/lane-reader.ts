import {
  Batcher,
  readBulkDeliveries,
  readDueDeliveries,
  readOrderedDeliveries,
  type Database,
  type DueDelivery,
  type LaneRead,
  type OrderedRead,
  type OrderedRun,
} from '#persistence';
import { HeavyPayloads, isHeavy, type PayloadLog } from './heavy-payloads.js';
import type { Slice } from './slice.js';

/** Lanes of one statement at most. */
export const maxLanesPerStatement = 256;

/** Lanes that may wait for a statement: every lane of the dispatcher. */
export const maxWaitingLanes = 100_000;

/**
 * Reads due deliveries, and their payloads where these are too heavy for a page; lanes that ask at the same time share
 * one statement.
 */
export class LaneReader {
  readonly #heavy: HeavyPayloads;
  readonly #pages: Batcher<LaneRead, readonly DueDelivery[]>;
  readonly #database: Database;

  constructor(database: Database, log: PayloadLog) {
    this.#database = database;
    this.#heavy = new HeavyPayloads(database, log);
    this.#pages = new Batcher({
      maxBatch: maxLanesPerStatement,
      maxBacklog: maxWaitingLanes,
      run: (reads) => readDueDeliveries(database.hot, reads),
    });
  }

  /** At most `read.limit` deliveries that are due, in the lane's order. */
  page(read: LaneRead): Promise<readonly DueDelivery[]> {
    return this.#pages.add(read);
  }

  /** What a FIFO lane may send now. These lanes are few, and each reads by a statement of its own. */
  ordered(read: OrderedRead): Promise<readonly OrderedRun[]> {
    return readOrderedDeliveries(this.#database.hot, read);
  }

  /** A page of the bulk lane. Few endpoints have one, and each reads by a statement of its own. */
  bulkPage(read: LaneRead): Promise<readonly DueDelivery[]> {
    return readBulkDeliveries(this.#database.hot, read);
  }

  /**
   * Runs `work` with the delivery and its payload. Undefined when the slice was over before a heavy payload could be
   * held: the delivery stays due.
   */
  withPayload<T>(
    delivery: DueDelivery,
    slice: Slice,
    work: (whole: DueDelivery) => Promise<T>,
  ): Promise<T | undefined> {
    return isHeavy(delivery) ? this.#heavy.hold(delivery, slice, work) : work(delivery);
  }
}

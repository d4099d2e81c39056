import { Inject, Injectable } from '@nestjs/common';
import { LANE_WAKER, type LaneWaker } from '#lanes';
import {
  Batcher,
  createPartitions,
  ingestEvents,
  isDataFault,
  isMissingPartition,
  withRetries,
  type Database,
  type IngestedEvent,
  type NewEvent,
  type Queryable,
} from '#persistence';
import { DATABASE } from '../core/tokens.js';
import { Metrics } from '../health/metrics.js';

/** What the events of one statement may weigh, unless a single one weighs more. */
export const maxBatchWeight = 8 * 1024 * 1024;

/** Payload characters. */
export const eventWeight = (event: NewEvent): number => event.payload.length;

/**
 * Stores events, those of concurrent requests in one statement, and wakes the lanes that they touch. Resolves after
 * the commit; a wake-up that is lost is found by the next sweep.
 */
@Injectable()
export class EventIngest {
  readonly #batcher = new Batcher<NewEvent, IngestedEvent>({
    run: (events) => this.#store(events),
    maxBatch: 500,
    maxBacklog: 10_000,
    weight: { of: eventWeight, max: maxBatchWeight },
    isItemFault: isDataFault,
  });

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LANE_WAKER) private readonly waker: LaneWaker,
    private readonly metrics: Metrics,
  ) {}

  store(event: NewEvent): Promise<IngestedEvent> {
    return this.#batcher.add(event);
  }

  async #store(events: readonly NewEvent[]): Promise<IngestedEvent[]> {
    const { hot } = this.database;
    const stored = await withPartitions(hot, () => ingestEvents(hot, events));
    this.waker.wake(stored.flatMap(({ shutLanes }) => shutLanes));
    this.waker.poke(stored.flatMap(({ openLanes }) => openLanes));
    this.metrics.stored(events.length, stored.filter(({ accepted }) => accepted).length);
    return stored;
  }
}

/** Runs `work`, which stores events, again where that may help. */
export async function withPartitions<T>(db: Queryable, work: () => Promise<T>): Promise<T> {
  try {
    return await withRetries(work);
  } catch (error) {
    if (!isMissingPartition(error)) throw error;
    // Nobody has kept partitions for a week, or this clock is days ahead: make them rather than refuse events.
    await createPartitions(db);
    return withRetries(work);
  }
}

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
} from '#persistence';
import { DATABASE } from '../core/tokens.js';
import { Metrics } from '../health/metrics.js';

/** Payload characters of one statement, unless a single event has more. */
const maxBatchWeight = 8 * 1024 * 1024;

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
    weight: { of: (event) => event.payload.length, max: maxBatchWeight },
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
    const stored = await this.#insert(events);
    this.waker.wake(new Set(stored.flatMap(({ activeEndpointIds }) => activeEndpointIds)));
    this.metrics.stored(events.length, stored.filter(({ accepted }) => accepted).length);
    return stored;
  }

  async #insert(events: readonly NewEvent[]): Promise<IngestedEvent[]> {
    const { hot } = this.database;
    try {
      return await withRetries(() => ingestEvents(hot, events));
    } catch (error) {
      if (!isMissingPartition(error)) throw error;
      // Nobody has kept partitions for a week, or this clock is days ahead: make them rather than refuse events.
      await createPartitions(hot);
      return withRetries(() => ingestEvents(hot, events));
    }
  }
}

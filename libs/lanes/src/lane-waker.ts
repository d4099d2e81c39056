import type { Queue } from 'bullmq';
import type { LaneWaker } from './lane-queue.js';

/** Data of the queue's jobs. */
export interface LaneJob {
  readonly endpointId: string;
}

export interface WakeLog {
  warn(fields: object, message: string): void;
}

/** Jobs of one call: bounds what a huge fan-out puts into one script. */
const maxWakesPerCall = 1_000;

/**
 * Wakes lanes through BullMQ: one job per endpoint, deduplicated by its id. While a lane is being drained one more
 * wake-up is kept and follows the drain, so a lane is never drained twice at once and no wake-up falls between.
 *
 * Gathers what is asked while a call is in flight.
 */
export class BullLaneWaker implements LaneWaker {
  readonly #queue: Queue<LaneJob>;
  readonly #log: WakeLog;
  readonly #asleep = new Set<string>();
  #waking = false;

  constructor(queue: Queue<LaneJob>, log: WakeLog) {
    this.#queue = queue;
    this.#log = log;
  }

  wake(endpointIds: Iterable<string>): void {
    for (const id of endpointIds) this.#asleep.add(id);
    if (!this.#waking && this.#asleep.size > 0) void this.#wakeAll();
  }

  async #wakeAll(): Promise<void> {
    this.#waking = true;
    while (this.#asleep.size > 0) {
      const ids = this.#take();
      try {
        await this.#queue.addBulk(ids.map(laneJob));
      } catch (error) {
        // The sweep wakes them within a second of the queue's return; holding on to them would only grow.
        this.#asleep.clear();
        this.#log.warn({ error, lanes: ids.length }, 'lanes not woken; the sweep will');
      }
    }
    this.#waking = false;
  }

  /** Sorted, because on the Postgres backend two calls that lock the same ids in different order deadlock. */
  #take(): string[] {
    const ids = [...this.#asleep].slice(0, maxWakesPerCall);
    for (const id of ids) this.#asleep.delete(id);
    return ids.sort();
  }
}

function laneJob(endpointId: string) {
  return {
    name: 'lane',
    data: { endpointId },
    opts: {
      deduplication: { id: endpointId, keepLastIfActive: true },
      removeOnComplete: true,
      removeOnFail: true,
    },
  };
}

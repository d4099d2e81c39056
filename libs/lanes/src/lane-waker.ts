import type { Queue } from 'bullmq';
import type { LanePokes } from './lane-pokes.js';
import type { LaneWaker } from './lane-queue.js';

/** Data of the queue's jobs. */
export interface LaneJob {
  readonly endpointId: string;
}

export interface WakeLog {
  warn(fields: object, message: string): void;
}

/** Lanes of one call: bounds what a huge fan-out puts into one script. */
const maxWakesPerCall = 1_000;

/** Lanes whose last wake-up is remembered. */
const maxRemembered = 100_000;

/**
 * Wakes lanes through BullMQ: one job per endpoint, deduplicated by its id for as long as it waits for a place in a
 * dispatcher.
 *
 * A lane stays open for a while after it was woken. Within `quietMs` of a job it is therefore only poked: it is open
 * or about to open, and whatever the poke's fate it reads once more before it closes. `quietMs` must be shorter than
 * a lane stays open; 0 makes every wake-up a job.
 */
export class BullLaneWaker implements LaneWaker {
  readonly #asleep = new Set<string>();
  readonly #toPoke = new Set<string>();
  readonly #wokenAt = new Map<string, number>();
  #waking = false;

  constructor(
    private readonly queue: Queue<LaneJob>,
    private readonly pokes: LanePokes,
    private readonly quietMs: number,
    private readonly log: WakeLog,
  ) {}

  wake(endpointIds: Iterable<string>): void {
    for (const id of endpointIds) this.#asleep.add(id);
    this.#begin();
  }

  poke(endpointIds: Iterable<string>): void {
    for (const id of endpointIds) this.#toPoke.add(id);
    this.#begin();
  }

  #begin(): void {
    if (!this.#waking && this.#asleep.size + this.#toPoke.size > 0) void this.#wakeAll();
  }

  /** Gathers what is asked while a call is in flight. */
  async #wakeAll(): Promise<void> {
    this.#waking = true;
    while (this.#asleep.size + this.#toPoke.size > 0) {
      const ids = take(this.#asleep);
      const shut = ids.filter((id) => !this.#wasJustWoken(id));
      try {
        if (shut.length > 0) await this.queue.addBulk(shut.map(laneJob));
        this.#remember(shut);
        await this.pokes.publish([...ids, ...take(this.#toPoke)]);
      } catch (error) {
        // The sweep wakes them within a second of the queue's return; holding on to them would only grow.
        this.#asleep.clear();
        this.#toPoke.clear();
        this.log.warn({ error: String(error), lanes: ids.length }, 'lanes not woken; the sweep will');
      }
    }
    this.#waking = false;
  }

  #wasJustWoken(id: string): boolean {
    const wokenAt = this.#wokenAt.get(id);
    return wokenAt !== undefined && performance.now() - wokenAt < this.quietMs;
  }

  #remember(ids: readonly string[]): void {
    if (this.quietMs === 0) return;
    if (this.#wokenAt.size + ids.length > maxRemembered) this.#wokenAt.clear();
    const now = performance.now();
    for (const id of ids) this.#wokenAt.set(id, now);
  }
}

/** Sorted, because on the Postgres backend two calls that lock the same ids in different order deadlock. */
function take(waiting: Set<string>): string[] {
  const ids = [...waiting].slice(0, maxWakesPerCall);
  for (const id of ids) waiting.delete(id);
  return ids.sort();
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

import type { LaneWaker } from '#lanes';
import type { EndpointSettings, KeyCabinet } from '#persistence';
import type { Attempter } from '../attempts/attempter.js';
import type { DatabaseClock } from './database-clock.js';
import { openFeed, type Run } from './lane-feed.js';
import { LaneMemories, type LaneMemory } from './lane-memories.js';
import type { LaneLeases } from './lane-leases.js';
import type { LaneReader } from './lane-reader.js';
import { prepareLane, type Lane } from './lane.js';
import { Signal } from './signal.js';
import { Slice } from './slice.js';

/** Beyond so many open lanes none is kept open that has nothing due: others may be waiting for its slot. */
const maxIdleLanes = 3_000;

/** One drain: a lane, what is remembered of it and the time it has. */
interface Drain {
  readonly lane: Lane;
  readonly memory: LaneMemory;
  readonly slice: Slice;
  /** Runs under way, by their key. */
  readonly underWay: Map<string, Promise<void>>;
  /** Fired when a request ends, and when something new is due. */
  readonly changed: Signal;
}

/**
 * Drains lanes: reads what is due, keeps as many requests in flight as the lane's window allows, and keeps the lane
 * open until its time slice is over, so that what becomes due meanwhile needs no job of its own.
 *
 * A lane is drained by one drainer at a time, which its lease sees to; that alone makes window, order and limits of an
 * endpoint a matter of one process.
 */
export class LaneDrainer {
  readonly #memories = new LaneMemories();
  readonly #open = new Map<string, Signal>();
  readonly #drains = new Set<Promise<void>>();
  readonly #stopped = new AbortController();

  constructor(
    private readonly leases: LaneLeases,
    private readonly reader: LaneReader,
    private readonly keys: KeyCabinet,
    private readonly attempter: Attempter,
    private readonly waker: LaneWaker,
    private readonly clock: DatabaseClock,
  ) {}

  /** No lane reads another page or begins another request; resolves when what is in flight is finished and recorded. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    for (const changed of this.#open.values()) changed.fire();
    await Promise.allSettled(this.#drains);
    await this.leases.stop();
  }

  /** Something new is due in these lanes; those that are open here look at once. */
  poke(endpointIds: readonly string[]): void {
    for (const id of endpointIds) this.#open.get(id)?.fire();
  }

  async drain(endpointId: string): Promise<void> {
    // A queue that was emptied forgets that a lane is open here; the sweep wakes it again afterwards.
    if (this.#open.has(endpointId)) return;
    const changed = new Signal();
    this.#open.set(endpointId, changed);
    const drained = this.#drain(endpointId, changed);
    this.#drains.add(drained);
    try {
      await drained;
    } finally {
      await this.leases.close(endpointId);
      this.#open.delete(endpointId);
      this.#drains.delete(drained);
    }
  }

  async #drain(endpointId: string, changed: Signal): Promise<void> {
    // The slice begins before the lease is asked for, and so ends before the lease can have run out.
    const slice = new Slice(this.#stopped.signal);
    const settings = await this.leases.open(endpointId);
    if (settings === undefined) return;
    const leftOver = await this.#sendWhatIsDue(this.#prepare(settings, slice, changed));
    if (leftOver) this.waker.wake([endpointId]);
  }

  #prepare(settings: EndpointSettings, slice: Slice, changed: Signal): Drain {
    const lane = prepareLane(settings, this.keys.open(settings.secrets));
    return { lane, memory: this.#memories.of(lane), slice, underWay: new Map(), changed };
  }

  /** Returns whether the lane was left with deliveries that may be due. */
  async #sendWhatIsDue(drain: Drain): Promise<boolean> {
    const { lane, memory, slice, underWay, changed } = drain;
    const feed = openFeed(lane, memory, this.reader, this.clock);
    try {
      for (;;) {
        const { runs, more } = await feed.next(memory.window.limit, new Set(underWay.keys()));
        for (const run of runs) {
          if (!(await this.#mayBegin(drain))) return true;
          this.#begin(drain, run);
        }
        if (slice.isOver) return more || underWay.size > 0;
        if (more) continue;
        if (underWay.size === 0 && this.#open.size > maxIdleLanes) return false;
        await changed.wait(slice.left);
        await this.#room(drain);
      }
    } finally {
      // Even when the read failed: what is in flight is still owed, and the lane's next drain would send it again.
      await Promise.all(underWay.values());
    }
  }

  /** Waits for room in the window; false when the slice is over before. */
  async #room({ memory, slice, changed }: Drain): Promise<boolean> {
    while (!slice.isOver && !memory.window.hasRoom) await changed.wait(slice.left);
    return !slice.isOver;
  }

  /** Waits for room in the window and for the rate limit; false when the slice is over before. */
  async #mayBegin(drain: Drain): Promise<boolean> {
    return (await this.#room(drain)) && (await takeToken(drain.memory, drain.slice));
  }

  /** A run holds its place in the window to its end, however many deliveries it is of. */
  #begin(drain: Drain, run: Run): void {
    drain.memory.window.enter();
    const ended = this.#sendInTurn(drain, run).then(() => {
      drain.memory.window.leave();
      drain.underWay.delete(run.key);
      drain.changed.fire();
    });
    drain.underWay.set(run.key, ended);
  }

  async #sendInTurn({ lane, memory, slice }: Drain, run: Run): Promise<void> {
    for (const [index, delivery] of run.deliveries.entries()) {
      if (index > 0 && !(await takeToken(memory, slice))) return;
      const { effect, settled } = await this.attempter.attempt(lane, delivery);
      memory.window.learn(effect);
      if (!settled) return;
    }
  }
}

/** Waits for the endpoint's rate limit; false when the slice is over before. */
async function takeToken({ bucket }: LaneMemory, slice: Slice): Promise<boolean> {
  while (!slice.isOver) {
    const waitMs = bucket.take(performance.now());
    if (waitMs === 0) return true;
    await slice.sleep(waitMs);
  }
  return false;
}

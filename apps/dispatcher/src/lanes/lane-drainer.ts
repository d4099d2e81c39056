import type { LaneWaker } from '#lanes';
import type { KeyCabinet } from '#persistence';
import type { Attempter } from '../attempts/attempter.js';
import type { RedeliveryFeeder } from '../redeliveries/redelivery-feeder.js';
import type { DatabaseClock } from './database-clock.js';
import { BulkShare } from './bulk-share.js';
import { Drain, type DrainHost } from './drain.js';
import { openBulkFeed, openFeed } from './lane-feed.js';
import type { LaneLeases } from './lane-leases.js';
import { LaneMemories } from './lane-memories.js';
import type { LaneReader } from './lane-reader.js';
import { prepareLane } from './lane.js';
import type { TakenLane } from './open-lane.js';
import { Places, type Leave, type PlaceLimits } from './places.js';
import { ReadAhead } from './read-ahead.js';
import { Signal } from './signal.js';
import { Slice } from './slice.js';
import { Turns } from './turns.js';
import { Unrecorded } from './unrecorded.js';

/**
 * How long a lane with work stays open before it goes back to the queue, in milliseconds: a dispatcher that was started
 * meanwhile gets its share.
 */
const maxOpenMs = 60_000;

export interface DrainLog {
  warn(fields: object, message: string): void;
}

/**
 * A step of a redelivery is a statement of many milliseconds, and ten at once are every core of a small database's
 * server: fresh events would wait behind them.
 */
const lanesFedAtOnce = 1;

/**
 * Drains lanes: opens each by its lease and keeps it open for its time slice, so that what becomes due meanwhile needs
 * no job of its own.
 *
 * A lane is drained by one drainer at a time, which its lease sees to; that alone makes window, order and limits of an
 * endpoint a matter of one process. The queue's job is a knock at the door and ends when the lane has its place: what
 * waits for slow servers must not keep the queue from handing out others.
 */
export class LaneDrainer {
  readonly #memories = new LaneMemories();
  readonly #ahead = new ReadAhead();
  readonly #unrecorded = new Unrecorded();
  readonly #bulkShare = new BulkShare();
  readonly #feeding = new Turns(lanesFedAtOnce);
  readonly #open = new Map<string, Signal>();
  readonly #drains = new Set<Promise<void>>();
  readonly #stopped = new AbortController();
  readonly #places: Places;

  constructor(
    private readonly leases: Pick<LaneLeases, 'open' | 'reopen' | 'close' | 'stop'>,
    private readonly reader: LaneReader,
    private readonly feeder: RedeliveryFeeder,
    private readonly keys: KeyCabinet,
    private readonly attempter: Attempter,
    private readonly waker: LaneWaker,
    private readonly clock: DatabaseClock,
    private readonly log: DrainLog,
    placeLimits?: PlaceLimits,
  ) {
    this.#places = new Places(this.#stopped.signal, placeLimits);
  }

  /**
   * No lane reads another page or begins another request, and those that wait for a place give up. Resolves when what is
   * in flight is finished and recorded, and every lane that was here has been let go.
   */
  async stop(): Promise<void> {
    this.#stopped.abort();
    for (const changed of this.#open.values()) changed.fire();
    await Promise.allSettled(this.#drains);
    await this.leases.stop();
  }

  /** Whether the lane is open here, or waits here for a place. */
  has(endpointId: string): boolean {
    return this.#open.has(endpointId);
  }

  /** Something new is due in these lanes; those that are open here look at once. */
  poke(endpointIds: readonly string[]): void {
    for (const id of endpointIds) this.#open.get(id)?.fire();
  }

  /**
   * Opens a lane and drains it; resolves when it has a place. One that is open here already is poked, and one that comes
   * after the end goes back to the queue.
   */
  async begin(endpointId: string): Promise<void> {
    const known = this.#open.get(endpointId);
    if (known !== undefined) {
      known.fire();
      return;
    }
    if (this.#stopped.signal.aborted) {
      this.waker.wake([endpointId]);
      return;
    }
    const changed = new Signal();
    this.#open.set(endpointId, changed);
    const placed = this.#placeFor(endpointId);
    const drained = placed.then((leave) => this.#drain(endpointId, changed, leave));
    this.#drains.add(drained);
    void drained.then(() => this.#drains.delete(drained));
    await placed;
  }

  #placeFor(endpointId: string): Promise<Leave | undefined> {
    return this.#places.take(this.#memories.standingOf(endpointId));
  }

  async #drain(endpointId: string, changed: Signal, leave: Leave | undefined): Promise<void> {
    let goesOn = false;
    try {
      goesOn = await this.#sliceBySlice(endpointId, changed, leave);
    } catch (error) {
      // The lane is not lost: whatever is due in it is found by the next sweep.
      this.log.warn({ endpointId, error: String(error) }, 'lane not drained');
    }
    await this.leases.close(endpointId);
    this.#open.delete(endpointId);
    // Who poked after the last reading was told that the lane is open, and relies on it.
    if (goesOn || changed.isPending) this.waker.wake([endpointId]);
  }

  /** True when the lane goes back to the queue with work left; it has given its place back. */
  async #sliceBySlice(endpointId: string, changed: Signal, first: Leave | undefined): Promise<boolean> {
    const host = this.#hostOf(endpointId);
    let leave = first;
    while (leave !== undefined) {
      const leftOver = await this.#slice(endpointId, changed, host).finally(leave);
      if (!leftOver) return false;
      if (host.isDueBack) return true;
      leave = await this.#placeFor(endpointId);
    }
    return true;
  }

  /** True when something may be left that is due. */
  async #slice(endpointId: string, changed: Signal, host: DrainHost): Promise<boolean> {
    // The slice begins before the lease is asked for, and so ends before the lease can have run out.
    const slice = new Slice(this.#stopped.signal);
    const lane = await this.#take(endpointId, 'open');
    if (lane !== undefined) return new Drain(lane, slice, changed, host).run();
    // Another may have it, who was not told what this one was.
    this.waker.poke([endpointId]);
    return false;
  }

  async #take(endpointId: string, how: 'open' | 'reopen'): Promise<TakenLane | undefined> {
    const settings = await this.leases[how](endpointId);
    if (settings === undefined) return undefined;
    const lane = prepareLane(settings, this.keys.open(settings.secrets));
    const memory = this.#memories.of(lane);
    const feed = openFeed(lane, memory, this.reader, this.clock);
    return { lane, memory, feed, bulkFeed: lane.redelivering ? openBulkFeed(lane, this.reader) : undefined };
  }

  #hostOf(endpointId: string): DrainHost {
    const { attempter, reader, feeder } = this;
    const places = this.#places;
    const openedAt = performance.now();
    return {
      attempt: (lane, delivery, slice) =>
        reader.withPayload(delivery, slice, (whole) => attempter.attempt(lane, whole)),
      ahead: this.#ahead,
      unrecorded: this.#unrecorded,
      bulkShare: this.#bulkShare,
      feeding: this.#feeding,
      isLineLong: (lane) => attempter.isLineLong(lane),
      feedMore: () => feeder.feed(endpointId),
      reopen: () => this.#take(endpointId, 'reopen'),
      get isCrowded() {
        return places.isScarce;
      },
      get isDueBack() {
        return performance.now() - openedAt > maxOpenMs;
      },
    };
  }
}

import type { LaneWaker } from '#lanes';
import type { KeyCabinet } from '#persistence';
import type { Attempter } from '../attempts/attempter.js';
import type { RedeliveryFeeder } from '../redeliveries/redelivery-feeder.js';
import type { DatabaseClock } from './database-clock.js';
import { Drain, type DrainHost, type OpenLane } from './drain.js';
import { openBulkFeed, openFeed } from './lane-feed.js';
import type { LaneLeases } from './lane-leases.js';
import { LaneMemories } from './lane-memories.js';
import type { LaneReader } from './lane-reader.js';
import { prepareLane } from './lane.js';
import { Pace } from './pace.js';
import { ReadAhead } from './read-ahead.js';
import { Signal } from './signal.js';
import { Slice } from './slice.js';

/** Beyond so many open lanes none stays open that has nothing due or has had its slice: others may wait for a place. */
const maxStayingLanes = 3_000;

/**
 * How long a lane with work stays open before it goes back to the queue, in milliseconds: a dispatcher that was started
 * meanwhile gets its share.
 */
const maxOpenMs = 60_000;

/**
 * Drains lanes: opens each by its lease and keeps it open for its time slice, so that what becomes due meanwhile needs
 * no job of its own.
 *
 * A lane is drained by one drainer at a time, which its lease sees to; that alone makes window, order and limits of an
 * endpoint a matter of one process.
 */
export class LaneDrainer {
  readonly #memories = new LaneMemories();
  readonly #ahead = new ReadAhead();
  readonly #open = new Map<string, Signal>();
  readonly #drains = new Set<Promise<void>>();
  readonly #stopped = new AbortController();
  readonly #pace = new Pace(this.#stopped.signal);

  constructor(
    private readonly leases: LaneLeases,
    private readonly reader: LaneReader,
    private readonly feeder: RedeliveryFeeder,
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
    const host = this.#hostOf(endpointId);
    do {
      if (this.#memories.isStruggling(endpointId)) await this.#pace.turn();
      if (this.#stopped.signal.aborted) break;
      // The slice begins before the lease is asked for, and so ends before the lease can have run out.
      const slice = new Slice(this.#stopped.signal);
      const lane = await this.#take(endpointId, 'open');
      if (lane === undefined) return;
      const leftOver = await new Drain(lane, slice, changed, host).run();
      if (!leftOver) return;
    } while (!host.isCrowded && !host.isDueBack);
    this.waker.wake([endpointId]);
  }

  async #take(endpointId: string, how: 'open' | 'reopen'): Promise<OpenLane | undefined> {
    const settings = await this.leases[how](endpointId);
    if (settings === undefined) return undefined;
    const lane = prepareLane(settings, this.keys.open(settings.secrets));
    const memory = this.#memories.of(lane);
    const feed = openFeed(lane, memory, this.reader, this.clock);
    return { lane, memory, feed, bulkFeed: lane.redelivering ? openBulkFeed(lane, this.reader) : undefined };
  }

  #hostOf(endpointId: string): DrainHost {
    const { attempter, reader, feeder } = this;
    const open = this.#open;
    const openedAt = performance.now();
    return {
      attempt: (lane, delivery, slice) =>
        reader.withPayload(delivery, slice, (whole) => attempter.attempt(lane, whole)),
      ahead: this.#ahead,
      isLineLong: (lane) => attempter.isLineLong(lane),
      feedMore: () => feeder.feed(endpointId),
      reopen: () => this.#take(endpointId, 'reopen'),
      get isCrowded() {
        return open.size > maxStayingLanes;
      },
      get isDueBack() {
        return performance.now() - openedAt > maxOpenMs;
      },
    };
  }
}

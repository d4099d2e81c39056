import type { LaneWaker } from '#lanes';
import { publicId, type DueDelivery, type EndpointSettings } from '#persistence';
import type { Attempter, AttemptResult } from '../attempts/attempter.js';
import type { DatabaseClock } from './database-clock.js';
import type { KeyCabinet } from './key-cabinet.js';
import { openFeed, type Run } from './lane-feed.js';
import { LaneMemories, type LaneMemory } from './lane-memories.js';
import type { LaneReader } from './lane-reader.js';
import { prepareLane, type Lane } from './lane.js';
import { Slice } from './slice.js';

/** While requests are in flight and there is room for more, new deliveries are looked for this often (ms). */
const lookAgainMs = { first: 20, longest: 160 };

export interface DrainLog {
  error(fields: object, message: string): void;
}

/** One drain: a lane, what is remembered of it and the time it has. */
interface Drain {
  readonly lane: Lane;
  readonly memory: LaneMemory;
  readonly slice: Slice;
  /** Runs under way, by their key. */
  readonly underWay: Map<string, Promise<void>>;
}

/**
 * Drains lanes: reads what is due, keeps as many requests in flight as the lane's window allows and ends when
 * nothing is due any more or its time slice is over.
 *
 * The caller sees to it that a lane is drained by one drainer at a time; that alone makes window, order and
 * limits of an endpoint a matter of one process.
 */
export class LaneDrainer {
  readonly #memories = new LaneMemories();
  readonly #draining = new Set<string>();
  readonly #stopped = new AbortController();

  constructor(
    private readonly reader: LaneReader,
    private readonly keys: KeyCabinet,
    private readonly attempter: Attempter,
    private readonly waker: LaneWaker,
    private readonly clock: DatabaseClock,
    private readonly log: DrainLog,
  ) {}

  /** No lane reads another page or begins another request; what is in flight is finished and recorded. */
  stop(): void {
    this.#stopped.abort();
  }

  /** A queue that was emptied forgets that a lane is being drained here; the lane is woken again afterwards. */
  async drain(endpointId: string): Promise<void> {
    if (this.#draining.has(endpointId)) return;
    this.#draining.add(endpointId);
    try {
      const settings = await this.reader.settings(endpointId);
      if (settings?.state !== 'active') return;
      const leftOver = await this.#sendWhatIsDue(this.#open(settings));
      if (leftOver) this.waker.wake([endpointId]);
    } finally {
      this.#draining.delete(endpointId);
    }
  }

  #open(settings: EndpointSettings): Drain {
    const lane = prepareLane(settings, this.keys.open(settings.secrets));
    const memory = this.#memories.of(lane);
    return { lane, memory, slice: new Slice(this.#stopped.signal), underWay: new Map() };
  }

  /** Returns whether the lane was left with deliveries that may be due. */
  async #sendWhatIsDue(drain: Drain): Promise<boolean> {
    const { lane, memory, slice, underWay } = drain;
    const feed = openFeed(lane, memory, this.reader, this.clock);
    let lookAgain = lookAgainMs.first;

    while (!slice.isOver) {
      const { runs, more } = await feed.next(memory.window.limit, new Set(underWay.keys()));
      for (const run of runs) {
        if (!(await this.#mayBegin(drain))) break;
        this.#begin(drain, run);
      }
      if (more) continue;
      if (underWay.size === 0) return false;
      lookAgain = runs.length > 0 ? lookAgainMs.first : Math.min(lookAgain * 2, lookAgainMs.longest);
      await memory.window.change(lookAgain);
      await this.#mayBegin(drain, 'look');
    }

    await Promise.all(underWay.values());
    return true;
  }

  /** Waits for room in the window and, to `send`, for the rate limit; false when the slice is over before. */
  async #mayBegin({ memory, slice }: Drain, use: 'send' | 'look' = 'send'): Promise<boolean> {
    while (!slice.isOver && !memory.window.hasRoom) await memory.window.change();
    if (slice.isOver) return false;
    if (use === 'look') return true;
    for (;;) {
      const waitMs = memory.bucket.take(performance.now());
      if (waitMs === 0) return true;
      if (!(await slice.sleep(waitMs))) return false;
    }
  }

  #begin(drain: Drain, run: Run): void {
    drain.memory.window.enter();
    const ended = this.#sendInTurn(drain, run).then(() => drain.underWay.delete(run.key));
    drain.underWay.set(
      run.key,
      ended.then(() => undefined),
    );
  }

  /** Called with room in the window taken for the first delivery; takes room anew for each that follows. */
  async #sendInTurn(drain: Drain, run: Run): Promise<void> {
    for (const [index, delivery] of run.deliveries.entries()) {
      if (index > 0) {
        if (!(await this.#mayBegin(drain))) return;
        drain.memory.window.enter();
      }
      const { effect, settled } = await this.#attempt(drain.lane, delivery);
      drain.memory.window.leave(effect);
      if (!settled) return;
    }
  }

  /** One delivery whose outcome cannot even be recorded must not stop its lane: it stays due. */
  async #attempt(lane: Lane, delivery: DueDelivery): Promise<AttemptResult> {
    try {
      return await this.attempter.attempt(lane, delivery);
    } catch (error) {
      this.log.error({ deliveryId: publicId('delivery', delivery.deliveryId), err: error }, 'outcome not recorded');
      return { effect: 'neutral', settled: false };
    }
  }
}

import type { DueDelivery } from '#persistence';
import type { MadeAttempt } from '../attempts/attempter.js';
import { BulkWork, type BulkHost } from './bulk-work.js';
import type { ConcurrencyWindow } from './concurrency-window.js';
import type { LaneFeed, Run } from './lane-feed.js';
import type { LaneMemory } from './lane-memories.js';
import type { Lane } from './lane.js';
import type { Signal } from './signal.js';
import type { Slice } from './slice.js';
import type { Unrecorded } from './unrecorded.js';

/** A lane as its settings are just now, and where its deliveries come from. */
export interface OpenLane {
  readonly lane: Lane;
  readonly memory: LaneMemory;
  readonly feed: LaneFeed;
  /** Its bulk lane, while a redelivery is running. */
  readonly bulkFeed: LaneFeed | undefined;
}

/** What a drain needs of the drainer that it belongs to. */
export interface DrainHost extends BulkHost {
  /**
   * Never rejects: one delivery must not stop its lane. Undefined when the slice was over before a request could be
   * begun: the delivery stays due.
   */
  attempt(lane: Lane, delivery: DueDelivery, slice: Slice): Promise<MadeAttempt | undefined>;
  /** Takes the lane again, with its settings as they are by now; undefined when it may not be drained here any more. */
  reopen(): Promise<OpenLane | undefined>;
  /** Of all lanes. */
  readonly unrecorded: Unrecorded;
  /** So many lanes are open that others may be waiting for the place of one that can do without. */
  readonly isCrowded: boolean;
  /** The lane has been open for so long that it goes back to the queue. */
  readonly isDueBack: boolean;
  /** Whether many requests wait for a connection to the lane's destination already. */
  isLineLong(lane: Lane): boolean;
}

/**
 * One lane while it is open: keeps as many requests in flight as its window allows, until its slice is over. A lane
 * that is at work renews its slice in passing, while its requests go on.
 */
export class Drain {
  /** Runs under way, by their key. */
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #bulk: BulkWork;
  #begunInSlice = false;
  #awaitsRoom = false;
  /** Why it ends before its slice is over. */
  #over: 'left to others' | 'to be opened anew' | undefined;

  constructor(
    private open: OpenLane,
    private readonly slice: Slice,
    /** Fired when there is room again, when a run is recorded, and when something new is due. */
    private readonly changed: Signal,
    private readonly host: DrainHost,
  ) {
    this.#bulk = this.#bulkWork();
  }

  /** Resolves when nothing is in flight or unrecorded any more: whether the lane was left with deliveries that may be due. */
  async run(): Promise<boolean> {
    this.#bulk.takeUp();
    try {
      return (await this.#sendWhatIsDue()) || (this.slice.isOver && this.#bulk.isUnderWay && !this.#isLeft);
    } finally {
      this.#bulk.end();
      // Even when a read failed: what is unrecorded is still owed, and the lane's next drain would send it again.
      await Promise.all(this.#underWay.values());
      await this.#bulk.ended();
    }
  }

  async #sendWhatIsDue(): Promise<boolean> {
    while (await this.#keepOpen()) {
      if (this.#hasHadItsTurn) return true;
      const { memory, feed } = this.open;
      const limit = this.#isStruggling ? 1 : this.host.ahead.limit(memory.window.limit);
      const { runs, more } = await feed.next(limit, new Set(this.#underWay.keys()));
      const begun = await this.#beginAll(runs);
      if (begun === 'cut short') return !this.#isLeft;
      if (this.slice.isOver) return more || this.#underWay.size > 0;
      if (more || begun === 'outdated') continue;
      if (this.#underWay.size === 0 && this.host.isCrowded) return false;
      this.#bulk.offer();
      await this.changed.wait(this.#patienceMs);
      await this.#room();
    }
    return this.#over === 'to be opened anew';
  }

  /**
   * Begins each run when it may. Cut short when the slice is over before, or the lane is turned away; outdated when the
   * lane was opened again before: what was read is read again, because some of it may have been cancelled meanwhile.
   */
  async #beginAll(runs: readonly Run[]): Promise<'all' | 'cut short' | 'outdated'> {
    const { ahead } = this.host;
    const readIn = this.open;
    let held = runs.reduce((sum, { deliveries }) => sum + deliveries.length, 0);
    ahead.add(held);
    try {
      for (const run of runs) {
        if (this.#isInTheWay) {
          this.#over = 'left to others';
          return 'cut short';
        }
        if (!(await this.#hasRoomForAnother())) return 'cut short';
        if (this.open !== readIn) return 'outdated';
        if (!(await this.#takeToken(readIn))) return 'cut short';
        ahead.remove(run.deliveries.length);
        held -= run.deliveries.length;
        this.#begin(run);
      }
      return 'all';
    } finally {
      ahead.remove(held);
    }
  }

  /**
   * Renews the slice of a lane that is at work in time. False when the lane may not be drained here any more, and when
   * its ordering was edited: what is under way has a key of the other kind, and would be read and sent again.
   */
  async #keepOpen(): Promise<boolean> {
    if (this.#over !== undefined) return false;
    if (this.slice.untilStale > 0 || !this.#isAtWork) return true;
    const askedAt = performance.now();
    const reopened = await this.host.reopen();
    if (reopened === undefined) {
      this.#over = 'left to others';
      return false;
    }
    if (reopened.lane.ordered !== this.open.lane.ordered) {
      this.#over = 'to be opened anew';
      return false;
    }
    this.open = reopened;
    this.#begunInSlice = false;
    this.slice.renew(askedAt);
    this.#bulk.takeUp();
    return true;
  }

  get #isLeft(): boolean {
    return this.#over === 'left to others';
  }

  /**
   * Waiting for a server that does not answer, which has brought the window down to that one request, is no work: the
   * lane is opened again when the request has ended.
   */
  get #isAtWork(): boolean {
    if (this.host.isCrowded || this.host.isDueBack || this.#isStruggling) return false;
    return this.#begunInSlice || (this.#underWay.size > 0 && this.open.memory.window.limit > 1);
  }

  /** A lane that struggles begins one request and then waits for its turn among all that do. */
  get #hasHadItsTurn(): boolean {
    return this.#begunInSlice && this.#isStruggling;
  }

  get #isStruggling(): boolean {
    return this.open.memory.window.standing === 'struggling';
  }

  /**
   * While places are scarce a lane does not keep one to stand in a long line, or the lanes of one dead host would have
   * them all. The sweep opens it again.
   */
  get #isInTheWay(): boolean {
    return this.#underWay.size === 0 && this.host.isCrowded && this.host.isLineLong(this.open.lane);
  }

  /** How long to wait for something to change, in milliseconds. */
  get #patienceMs(): number {
    const { untilStale, left } = this.slice;
    return untilStale > 0 && this.#isAtWork ? Math.min(untilStale, left) : left;
  }

  /** Waits until another request may be in flight; false when the slice or the lane's turn is over before. */
  async #hasRoomForAnother(): Promise<boolean> {
    return (await this.#keepOpen()) && (await this.#room()) && !this.#hasHadItsTurn;
  }

  /** Waits for room in the window; false when the slice is over before. */
  async #room(): Promise<boolean> {
    while (!this.slice.isOver && !this.open.memory.window.hasRoom) {
      this.#awaitsRoom = true;
      await this.changed.wait(this.#patienceMs);
      this.#awaitsRoom = false;
      if (!(await this.#keepOpen())) return false;
    }
    return !this.slice.isOver;
  }

  #begin(run: Run): void {
    this.#begunInSlice = true;
    const recorded = this.#send(run).then(() => {
      this.#underWay.delete(run.key);
      this.changed.fire();
    });
    this.#underWay.set(run.key, recorded);
  }

  #bulkWork(): BulkWork {
    const { slice, changed, host } = this;
    const openLane = (): OpenLane => this.open;
    return new BulkWork({
      slice,
      changed,
      host,
      underWay: this.#underWay,
      get open() {
        return openLane();
      },
      begin: (run) => this.#beginBulk(run),
    });
  }

  async #beginBulk(run: Run): Promise<void> {
    // Who waits for the end of a slice without work must know that there is some.
    if (!this.#begunInSlice) this.changed.fire();
    this.#begunInSlice = true;
    const recorded = this.#send(run).then(() => {
      this.#underWay.delete(run.key);
      // No news to fresh work, unless it waits for the key.
      if (this.open.lane.ordered) this.changed.fire();
    });
    this.#underWay.set(run.key, recorded);
    await recorded;
  }

  /**
   * Resolves when the run is recorded. It holds a place in the window until its last answer, so that the time of a
   * commit bounds nothing; once as many again are unrecorded, until it is recorded itself.
   */
  async #send(run: Run): Promise<void> {
    const { window } = this.open.memory;
    window.enter();
    const last = await this.#attemptInTurn(run);
    if (last !== undefined && this.#mayRecordBehind) {
      this.#leave(window);
      await this.host.unrecorded.hold(last.settled);
      return;
    }
    await last?.settled;
    this.#leave(window);
  }

  /** Whether one more run may be unrecorded without a place: of this lane as many as may be in flight. */
  get #mayRecordBehind(): boolean {
    const { window } = this.open.memory;
    return this.#underWay.size - window.inFlight < window.limit && !this.host.unrecorded.isFull;
  }

  #leave(window: ConcurrencyWindow): void {
    window.leave();
    if (this.#awaitsRoom) this.changed.fire();
  }

  /**
   * Attempts each delivery once the one before is settled; resolves with the last attempt that was made. What is left of
   * a run when the lane is opened again is read again: some of it may have been cancelled meanwhile.
   */
  async #attemptInTurn(run: Run): Promise<MadeAttempt | undefined> {
    const readIn = this.open;
    let made: MadeAttempt | undefined;
    for (const delivery of run.deliveries) {
      if (made !== undefined && !((await made.settled) && (await this.#takeToken(readIn)))) return made;
      const { lane, memory } = this.open;
      const next = await this.host.attempt(lane, delivery, this.slice);
      if (next === undefined) return made;
      made = next;
      memory.window.learn(made.effect);
    }
    return made;
  }

  /** Waits for the endpoint's rate limit; false when the slice is over before, or the lane was opened again. */
  async #takeToken(readIn: OpenLane): Promise<boolean> {
    while (!this.slice.isOver && this.open === readIn) {
      const waitMs = this.open.memory.bucket.take(performance.now());
      if (waitMs === 0) return true;
      await this.slice.sleep(waitMs);
    }
    return false;
  }
}

import type { LaneFeed } from './lane-feed.js';
import type { LaneMemory } from './lane-memories.js';
import type { Lane } from './lane.js';
import type { Slice } from './slice.js';

/** A lane as it was when it was taken, and where its deliveries come from. Another one each time that it is taken. */
export interface TakenLane {
  readonly lane: Lane;
  readonly memory: LaneMemory;
  readonly feed: LaneFeed;
  /** Its bulk lane, while a redelivery is running. */
  readonly bulkFeed: LaneFeed | undefined;
}

/** What decides, besides the lane itself, how long it stays open. */
export interface OpenLaneHost {
  /** Takes the lane again, with its settings as they are by now; undefined when it may not be drained here any more. */
  reopen(): Promise<TakenLane | undefined>;
  /** So many lanes are open that others may be waiting for the place of one that can do without. */
  readonly isCrowded: boolean;
  /** The lane has been open for so long that it goes back to the queue. */
  readonly isDueBack: boolean;
  /** Whether many requests wait for a connection to the lane's destination already. */
  isLineLong(lane: Lane): boolean;
}

/** The state of one lane while it is open, and for how long it stays so: until its slice is over, or renewed in time. */
export class OpenLane {
  /** Runs that are in flight or unrecorded, fresh and bulk, by their key. */
  readonly underWay = new Map<string, Promise<void>>();
  #begunInSlice = false;
  /** Why it ends before its slice is over. */
  #over: 'left to others' | 'to be opened anew' | undefined;

  constructor(
    private latest: TakenLane,
    readonly slice: Slice,
    private readonly host: OpenLaneHost,
  ) {}

  /** As it was taken last. What was read before is outdated: some of it may have been cancelled meanwhile. */
  get taken(): TakenLane {
    return this.latest;
  }

  get isLeft(): boolean {
    return this.#over === 'left to others';
  }

  get isToBeOpenedAnew(): boolean {
    return this.#over === 'to be opened anew';
  }

  /** Nothing more may be begun in it. */
  get isGivenUp(): boolean {
    return this.#over !== undefined;
  }

  get isStruggling(): boolean {
    return this.taken.memory.window.standing === 'struggling';
  }

  /** A lane that struggles begins one request and then waits for its turn among all that do. */
  get hasHadItsTurn(): boolean {
    return this.#begunInSlice && this.isStruggling;
  }

  /**
   * While places are scarce a lane does not keep one to stand in a long line, or the lanes of one dead host would have
   * them all. The sweep opens it again.
   */
  get isInTheWay(): boolean {
    return this.underWay.size === 0 && this.host.isCrowded && this.host.isLineLong(this.taken.lane);
  }

  /** It is at work, and its slice old enough. */
  get isToBeRenewed(): boolean {
    return !this.isGivenUp && this.slice.untilStale === 0 && this.#isAtWork;
  }

  /** How long to wait for something to change, in milliseconds. */
  get patienceMs(): number {
    const { untilStale, left } = this.slice;
    return untilStale > 0 && this.#isAtWork ? Math.min(untilStale, left) : left;
  }

  /** Whether it is the first in its slice. */
  noteBegun(): boolean {
    const isFirst = !this.#begunInSlice;
    this.#begunInSlice = true;
    return isFirst;
  }

  leaveToOthers(): void {
    this.#over = 'left to others';
  }

  /**
   * Renews its slice. False when the lane may not be drained here any more, and when its ordering was edited: what is
   * under way has a key of the other kind, and would be read and sent again.
   */
  async renew(): Promise<boolean> {
    const askedAt = this.slice.now();
    const reopened = await this.host.reopen();
    if (reopened === undefined) {
      this.leaveToOthers();
      return false;
    }
    if (reopened.lane.ordered !== this.taken.lane.ordered) {
      this.#over = 'to be opened anew';
      return false;
    }
    this.latest = reopened;
    this.#begunInSlice = false;
    this.slice.renew(askedAt);
    return true;
  }

  /** Waits for the endpoint's rate limit; false when the slice is over before, or what was read is outdated. */
  async takeToken(readIn: TakenLane): Promise<boolean> {
    while (!this.slice.isOver && this.taken === readIn) {
      const waitMs = readIn.memory.bucket.take(performance.now());
      if (waitMs === 0) return true;
      await this.slice.sleep(waitMs);
    }
    return false;
  }

  /**
   * Waiting for a server that does not answer, which has brought the window down to that one request, is no work: the
   * lane is opened again when the request has ended.
   */
  get #isAtWork(): boolean {
    if (this.host.isCrowded || this.host.isDueBack || this.isStruggling) return false;
    return this.#begunInSlice || (this.underWay.size > 0 && this.taken.memory.window.limit > 1);
  }
}

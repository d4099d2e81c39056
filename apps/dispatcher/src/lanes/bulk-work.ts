import type { BulkShare } from './bulk-share.js';
import type { Run } from './lane-feed.js';
import type { OpenLane, TakenLane } from './open-lane.js';
import type { ReadAhead } from './read-ahead.js';
import type { RunSender } from './run-sender.js';
import { Signal } from './signal.js';
import type { Turns } from './turns.js';

/** Share of a lane's window that bulk work may hold; one request in any case. */
const windowShare = 1 / 4;

/** What bulk work shares with that of other lanes. */
export interface BulkHost {
  readonly ahead: ReadAhead;
  /** Requests in flight. */
  readonly bulkShare: BulkShare;
  /** Redeliveries that may be moved on at the same time. */
  readonly feeding: Turns;
  /** Makes more of the redelivery owed that is running: how much; undefined when there is nothing more just now. */
  feedMore(): Promise<number | undefined>;
}

/**
 * Sends what a redelivery makes owed, beside the fresh work of its lane and never before it: a run begins only while
 * the fresh work has begun all that is due, within a share of the window and of the rate limit. So a fresh event never
 * waits for more than the bulk requests that are in flight, and that only where the window has no room beside them.
 */
export class BulkWork {
  readonly #turn = new Signal();
  #working: Promise<void> | undefined;
  #fault: { readonly error: unknown } | undefined;
  #inFlight = 0;
  #isEnded = false;

  constructor(
    private readonly open: OpenLane,
    private readonly sender: RunSender,
    /** What the fresh work waits for while it has nothing that it could begin. */
    private readonly changed: Signal,
    private readonly host: BulkHost,
  ) {}

  /** There is something that it could send, now or when its turn comes. */
  get isUnderWay(): boolean {
    return this.#working !== undefined;
  }

  /** Begins to work on the bulk lane, unless there is none or it is at work already. */
  takeUp(): void {
    if (this.open.taken.bulkFeed === undefined || this.#isEnded) return;
    this.#working ??= this.#work()
      .catch((error: unknown) => {
        this.#fault = { error };
      })
      .finally(() => {
        this.host.bulkShare.forget(this.#turn);
        this.#working = undefined;
      });
  }

  /** The fresh work has begun all that is due. */
  offer(): void {
    this.#turn.fire();
  }

  /** Nothing more is begun. */
  end(): void {
    this.#isEnded = true;
    this.#turn.fire();
  }

  /** Resolves when nothing more is read either; rejects with what went wrong. */
  async ended(): Promise<void> {
    await this.#working;
    if (this.#fault !== undefined) throw this.#fault.error;
  }

  /** Sends until the drain ends, or until nothing is due and nothing more can be made owed. */
  async #work(): Promise<void> {
    const { ahead } = this.host;
    let readIn = this.open.taken;
    while (!this.#isOver && readIn.bulkFeed !== undefined) {
      const inFlightAtRead = this.#inFlight;
      const { runs } = await readIn.bulkFeed.next(ahead.limit(this.#share), new Set(this.open.underWay.keys()));
      ahead.add(runs.length);
      const isOutdated = !(await this.#beginAll(runs, readIn));
      ahead.remove(runs.length);
      // The feed is past what was not begun; that of the lane as it is open now begins at its start.
      if (isOutdated) readIn = this.open.taken;
      else if (runs.length === 0 && !(await this.#more(inFlightAtRead))) return;
    }
  }

  /**
   * Begins each run when it may. False when the drain ends before, or the lane was opened again since it was read: some
   * of it may have been cancelled meanwhile, or its redelivery stopped.
   */
  async #beginAll(runs: readonly Run[], readIn: TakenLane): Promise<boolean> {
    for (const run of runs) {
      if (!(await this.#mayBegin(readIn))) return false;
      // In a FIFO lane fresh work of the same key may have begun since.
      if (this.open.underWay.has(run.key)) this.host.bulkShare.leave();
      else this.#begin(run);
    }
    return true;
  }

  get #isOver(): boolean {
    return this.#isEnded || this.open.slice.isOver;
  }

  get #share(): number {
    return Math.max(1, Math.floor(this.open.taken.memory.window.limit * windowShare));
  }

  get #isTurn(): boolean {
    return this.changed.isAwaited && this.#inFlight < this.#share && this.open.taken.memory.window.hasRoom;
  }

  /** Waits for its turn, for a place of the share and for the rate limit; false when what was read is of no use before. */
  async #mayBegin(readIn: TakenLane): Promise<boolean> {
    const { host } = this;
    const { slice } = this.open;
    while (!this.#isOver && this.open.taken === readIn) {
      if (!this.#isTurn) {
        host.bulkShare.callNext();
        await this.#turn.wait(slice.left);
      } else if (!host.bulkShare.take(this.#turn)) {
        await this.#turn.wait(slice.left);
      } else {
        const waitMs = readIn.memory.bucket.takeSpare(performance.now());
        if (waitMs === 0) return true;
        host.bulkShare.leave();
        await slice.sleep(waitMs);
      }
    }
    return false;
  }

  #begin(run: Run): void {
    this.#inFlight += 1;
    void this.sender.beginBulk(run).then(() => {
      this.#inFlight -= 1;
      this.host.bulkShare.leave();
      this.#turn.fire();
    });
  }

  /**
   * Nothing was due: makes more of the redelivery owed, or waits for what is under way. In a FIFO lane what was in flight
   * when it was read comes first: it held back what stands behind it, and keys that it holds back would pile up. False
   * when there is nothing of either.
   */
  async #more(inFlightAtRead: number): Promise<boolean> {
    const wasHeldBack = this.open.taken.lane.ordered && inFlightAtRead > 0;
    if (!wasHeldBack) {
      const enqueued = await this.#feed();
      if (enqueued !== undefined) return true;
      if (this.#inFlight === 0) return false;
    }
    // Does not wait for what was recorded during the read: that has fired the turn, which nobody has waited for since.
    await this.#turn.wait(this.open.slice.left);
    return true;
  }

  /** In turn with other lanes; undefined also when the drain ends before. */
  async #feed(): Promise<number | undefined> {
    const { host } = this;
    const { slice } = this.open;
    while (!host.feeding.take(this.#turn)) {
      await this.#turn.wait(slice.left);
      if (this.#isOver) {
        host.feeding.forget(this.#turn);
        return undefined;
      }
    }
    const startedAt = performance.now();
    const enqueued = await host.feedMore().finally(() => {
      host.feeding.leave();
    });
    // A long stretch that holds nothing to send is looked through at half speed, for the database's sake.
    if (enqueued === 0) await slice.sleep(performance.now() - startedAt);
    return enqueued;
  }
}

import { BulkWork, type BulkHost } from './bulk-work.js';
import type { Run } from './lane-feed.js';
import { OpenLane, type OpenLaneHost, type TakenLane } from './open-lane.js';
import { RunSender, type SendHost } from './run-sender.js';
import type { Signal } from './signal.js';
import type { Slice } from './slice.js';

/** What a drain needs of the drainer that it belongs to. */
export interface DrainHost extends OpenLaneHost, SendHost, BulkHost {}

/**
 * Drains one lane while it is open: reads what is due and keeps as many requests in flight as its window allows, until
 * its slice is over. A lane that is at work renews its slice in passing, while its requests go on.
 */
export class Drain {
  readonly #open: OpenLane;
  readonly #sender: RunSender;
  readonly #bulk: BulkWork;

  constructor(
    taken: TakenLane,
    private readonly slice: Slice,
    /** Fired when there is room again, when a run is recorded, and when something new is due. */
    private readonly changed: Signal,
    private readonly host: DrainHost,
  ) {
    this.#open = new OpenLane(taken, slice, host);
    this.#sender = new RunSender(this.#open, changed, host);
    this.#bulk = new BulkWork(this.#open, this.#sender, changed, host);
  }

  /** Resolves when nothing is in flight or unrecorded any more: whether the lane was left with deliveries that may be due. */
  async run(): Promise<boolean> {
    this.#bulk.takeUp();
    try {
      return (await this.#sendWhatIsDue()) || (this.slice.isOver && this.#bulk.isUnderWay && !this.#open.isLeft);
    } finally {
      this.#bulk.end();
      // Even when a read failed: what is unrecorded is still owed, and the lane's next drain would send it again.
      await Promise.all(this.#open.underWay.values());
      await this.#bulk.ended();
    }
  }

  async #sendWhatIsDue(): Promise<boolean> {
    const { underWay } = this.#open;
    while (await this.#keepOpen()) {
      if (this.#open.hasHadItsTurn) return true;
      const { memory, feed } = this.#open.taken;
      const limit = this.#open.isStruggling ? 1 : this.host.ahead.limit(memory.window.limit);
      const { runs, more } = await feed.next(limit, new Set(underWay.keys()));
      const begun = await this.#beginAll(runs);
      if (begun === 'cut short') return !this.#open.isLeft;
      if (this.slice.isOver) return more || underWay.size > 0;
      if (more || begun === 'outdated') continue;
      if (underWay.size === 0 && this.host.isCrowded) return false;
      this.#bulk.offer();
      await this.changed.wait(this.#open.patienceMs);
      await this.#room();
    }
    return this.#open.isToBeOpenedAnew;
  }

  /**
   * Begins each run when it may. Cut short when the slice is over before, or the lane is turned away; outdated when the
   * lane was opened again before: what was read is read again, because some of it may have been cancelled meanwhile.
   */
  async #beginAll(runs: readonly Run[]): Promise<'all' | 'cut short' | 'outdated'> {
    const { ahead } = this.host;
    const readIn = this.#open.taken;
    let held = runs.reduce((sum, { deliveries }) => sum + deliveries.length, 0);
    ahead.add(held);
    try {
      for (const run of runs) {
        if (this.#open.isInTheWay) {
          this.#open.leaveToOthers();
          return 'cut short';
        }
        if (!(await this.#hasRoomForAnother())) return 'cut short';
        if (this.#open.taken !== readIn) return 'outdated';
        if (!(await this.#open.takeToken(readIn))) return 'cut short';
        ahead.remove(run.deliveries.length);
        held -= run.deliveries.length;
        this.#sender.begin(run);
      }
      return 'all';
    } finally {
      ahead.remove(held);
    }
  }

  /** Waits until another request may be in flight; false when the slice or the lane's turn is over before. */
  async #hasRoomForAnother(): Promise<boolean> {
    return (await this.#keepOpen()) && (await this.#room()) && !this.#open.hasHadItsTurn;
  }

  /** Waits for room in the window; false when the slice is over before. */
  async #room(): Promise<boolean> {
    while (!this.slice.isOver && !this.#open.taken.memory.window.hasRoom) {
      await this.#sender.waitForRoom();
      if (!(await this.#keepOpen())) return false;
    }
    return !this.slice.isOver;
  }

  /** Renews the slice when it is time to; false when nothing more may be begun in the lane. */
  async #keepOpen(): Promise<boolean> {
    if (!this.#open.isToBeRenewed) return !this.#open.isGivenUp;
    if (!(await this.#open.renew())) return false;
    this.#bulk.takeUp();
    return true;
  }
}

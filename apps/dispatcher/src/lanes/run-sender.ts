import type { DueDelivery } from '#persistence';
import type { MadeAttempt } from '../attempts/attempter.js';
import type { ConcurrencyWindow } from './concurrency-window.js';
import type { Run } from './lane-feed.js';
import type { Lane } from './lane.js';
import type { OpenLane } from './open-lane.js';
import type { Signal } from './signal.js';
import type { Slice } from './slice.js';
import type { Unrecorded } from './unrecorded.js';

export interface SendHost {
  /**
   * Never rejects: one delivery must not stop its lane. Undefined when the slice was over before a request could be
   * begun: the delivery stays due.
   */
  attempt(lane: Lane, delivery: DueDelivery, slice: Slice): Promise<MadeAttempt | undefined>;
  /** Of all lanes. */
  readonly unrecorded: Unrecorded;
}

/** Sends the runs that a drain begins, and keeps each under way until it is recorded. */
export class RunSender {
  #isRoomAwaited = false;

  constructor(
    private readonly open: OpenLane,
    /** Fired when there is room again for who waits for it, and when a run is recorded. */
    private readonly changed: Signal,
    private readonly host: SendHost,
  ) {}

  begin(run: Run): void {
    this.open.noteBegun();
    const recorded = this.#send(run).then(() => {
      this.open.underWay.delete(run.key);
      this.changed.fire();
    });
    this.open.underWay.set(run.key, recorded);
  }

  /** Begins a run of the bulk lane; resolves when it is recorded. */
  async beginBulk(run: Run): Promise<void> {
    // Who waits for the end of a slice without work must know that there is some.
    if (this.open.noteBegun()) this.changed.fire();
    const recorded = this.#send(run).then(() => {
      this.open.underWay.delete(run.key);
      // No news to fresh work, unless it waits for the key.
      if (this.open.taken.lane.ordered) this.changed.fire();
    });
    this.open.underWay.set(run.key, recorded);
    await recorded;
  }

  /** Waits for the window to have room, or for anything else to change. */
  async waitForRoom(): Promise<void> {
    this.#isRoomAwaited = true;
    await this.changed.wait(this.open.patienceMs);
    this.#isRoomAwaited = false;
  }

  /**
   * Resolves when the run is recorded. It holds a place in the window until its last answer, so that the time of a
   * commit bounds nothing; once as many again are unrecorded, until it is recorded itself.
   */
  async #send(run: Run): Promise<void> {
    const { window } = this.open.taken.memory;
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

  /**
   * Attempts each delivery once the one before is settled; resolves with the last attempt that was made. What is left of
   * a run when the lane is opened again is read again: some of it may have been cancelled meanwhile.
   */
  async #attemptInTurn(run: Run): Promise<MadeAttempt | undefined> {
    const readIn = this.open.taken;
    let made: MadeAttempt | undefined;
    for (const delivery of run.deliveries) {
      if (made !== undefined && !((await made.settled) && (await this.open.takeToken(readIn)))) return made;
      const { lane, memory } = this.open.taken;
      const next = await this.host.attempt(lane, delivery, this.open.slice);
      if (next === undefined) return made;
      made = next;
      memory.window.learn(made.effect);
    }
    return made;
  }

  /** Whether one more run may be unrecorded without a place: of this lane as many as may be in flight. */
  get #mayRecordBehind(): boolean {
    const { window } = this.open.taken.memory;
    return this.open.underWay.size - window.inFlight < window.limit && !this.host.unrecorded.isFull;
  }

  #leave(window: ConcurrencyWindow): void {
    window.leave();
    if (this.#isRoomAwaited) this.changed.fire();
  }
}

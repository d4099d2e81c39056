import { laneSliceMs } from '#lanes';
import { setTimeout as sleep } from 'node:timers/promises';

/** From this age on the slice of a lane at work is renewed, in milliseconds: before others take the lane for closed. */
const staleMs = 1_200;

/** The time that a lane stays open: ends by itself unless it is renewed, and when the dispatcher stops. */
export class Slice {
  #begunAt: number;

  constructor(
    private readonly stopped: AbortSignal,
    /** Milliseconds of a monotonic clock. */
    readonly now = (): number => performance.now(),
  ) {
    this.#begunAt = now();
  }

  get isOver(): boolean {
    return this.left === 0;
  }

  /** Milliseconds until it should be renewed; none from then on. */
  get untilStale(): number {
    return Math.max(0, this.#begunAt + staleMs - this.now());
  }

  /** Milliseconds; none when the dispatcher stops. */
  get left(): number {
    return this.stopped.aborted ? 0 : Math.max(0, this.#begunAt + laneSliceMs - this.now());
  }

  /** Begins anew as of `since`, which was before the lease was asked for again. */
  renew(since: number): void {
    this.#begunAt = since;
  }

  /** Sleeps for `ms`, or until the slice is over if that comes first: then false. */
  async sleep(ms: number): Promise<boolean> {
    await sleep(Math.min(ms, this.left), undefined, { signal: this.stopped }).catch(() => undefined);
    return !this.isOver;
  }
}

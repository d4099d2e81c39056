import { laneSliceMs } from '#lanes';
import { setTimeout as sleep } from 'node:timers/promises';

/** The time that one drain has: ends by itself, or when the dispatcher stops. */
export class Slice {
  readonly #endsAt = performance.now() + laneSliceMs;

  constructor(private readonly stopped: AbortSignal) {}

  get isOver(): boolean {
    return this.stopped.aborted || performance.now() >= this.#endsAt;
  }

  /** Milliseconds; none when the dispatcher stops. */
  get left(): number {
    return this.stopped.aborted ? 0 : Math.max(0, this.#endsAt - performance.now());
  }

  /** Sleeps for `ms`, or until the slice is over if that comes first: then false. */
  async sleep(ms: number): Promise<boolean> {
    await sleep(Math.min(ms, this.left), undefined, { signal: this.stopped }).catch(() => undefined);
    return !this.isOver;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';

/** How long one drain may keep its slot before it makes room for other lanes, in milliseconds. */
const sliceMs = 2_000;

/** The time that one drain has: ends by itself, or when the dispatcher stops. */
export class Slice {
  readonly #endsAt = performance.now() + sliceMs;

  constructor(private readonly stopped: AbortSignal) {}

  get isOver(): boolean {
    return this.stopped.aborted || performance.now() >= this.#endsAt;
  }

  /** Sleeps for `ms`, or until the slice is over if that comes first: then false. */
  async sleep(ms: number): Promise<boolean> {
    const left = this.#endsAt - performance.now();
    await sleep(Math.min(ms, Math.max(0, left)), undefined, { signal: this.stopped }).catch(() => undefined);
    return !this.isOver;
  }
}

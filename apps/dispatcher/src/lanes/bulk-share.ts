import { LoopLoad } from './loop-load.js';
import { Turns } from './turns.js';
import type { Signal } from './signal.js';

/** Between two looks at the load, in milliseconds: of a shorter time it tells little. */
const intervalMs = 100;

/** Requests in flight before anything is known; the share of one endpoint with the default concurrency. */
const initialMax = 8;
const minMax = 2;

/** By how much a look at the load moves the number. */
const [growth, shrinkage] = [1.1, 0.9];

/**
 * The share of this process's time up to which bulk work takes more. Measured on two cores with 200 fresh events a
 * second beside ten redeliveries: at 0.4 their p99 is at most 1.3 times the quiet system's, at 0.5 and without a bound
 * 2 to 3 times.
 *
 * It is no more while nothing fresh is in flight or waiting. A fresh event is not announced: the first one after a pause
 * would find the process as busy as it is without a bound, and where events are few each is the first one.
 */
const targetUtilization = 0.4;

/**
 * Requests that bulk work may have in flight over all lanes. A share of its window keeps the fresh events of one lane
 * safe; this keeps everybody's, when many endpoints are redelivered to at once. It grows while it is what holds bulk
 * work back and the process has time left: slow receivers may have many requests, fast ones need few.
 */
export class BulkShare {
  readonly #turns = new Turns(initialMax);
  #max = initialMax;
  #movedAt: number;

  constructor(
    private readonly load: Pick<LoopLoad, 'utilization'> = new LoopLoad(),
    private readonly now = (): number => performance.now(),
  ) {
    this.#movedAt = now();
  }

  /** Takes the place of a request; without one `call` is fired when there may be one. */
  take(call: Signal): boolean {
    return this.#turns.take(call);
  }

  /** Ends what `take` began. */
  leave(): void {
    this.#move();
    this.#turns.leave();
  }

  /** To be said by whoever was refused and waits no longer. */
  forget(call: Signal): void {
    this.#turns.forget(call);
  }

  /** To be said by whoever was called and cannot begin just now. */
  callNext(): void {
    this.#turns.callNext();
  }

  #move(): void {
    const now = this.now();
    if (now - this.#movedAt < intervalMs) return;
    this.#movedAt = now;
    if (this.load.utilization > targetUtilization) this.#max = Math.max(minMax, this.#max * shrinkage);
    else if (this.#turns.areScarce) this.#max *= growth;
    this.#turns.resize(Math.floor(this.#max));
  }
}

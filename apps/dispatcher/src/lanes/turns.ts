import type { Signal } from './signal.js';

/** So many may take a turn at once; whoever has waited longest is called first. */
export class Turns {
  readonly #waiting = new Set<Signal>();
  #taken = 0;

  constructor(private max: number) {}

  /** Somebody was refused and has not been called since. */
  get areScarce(): boolean {
    return this.#waiting.size > 0;
  }

  /** Takes a place; without one `call` is fired when there may be one again. */
  take(call: Signal): boolean {
    if (this.#taken >= this.max) {
      this.#waiting.add(call);
      return false;
    }
    this.#waiting.delete(call);
    this.#taken += 1;
    return true;
  }

  /** Ends what `take` began. */
  leave(): void {
    this.#taken -= 1;
    this.callNext();
  }

  /** So many places from now on; who has one keeps it. */
  resize(max: number): void {
    this.max = max;
    this.callNext();
  }

  /** Is called no more. To be said by everyone who was refused and waits no longer: the call may have been theirs. */
  forget(call: Signal): void {
    this.#waiting.delete(call);
    this.callNext();
  }

  /** Calls as many as there are free places. Also for who was called and has no use for the place. */
  callNext(): void {
    let free = this.max - this.#taken;
    for (const call of this.#waiting) {
      if (free <= 0) return;
      free -= 1;
      this.#waiting.delete(call);
      call.fire();
    }
  }
}

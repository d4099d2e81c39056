import type { OutcomeClass } from '#events';

/**
 * Where a lane that nothing is known of begins. A healthy endpoint doubles it with every round trip; when a thousand
 * dead ones become due at once, each holds one socket and not more.
 */
const initialLimit = 1;

/** What an attempt tells of the endpoint's capacity. */
export type CapacityEffect = 'success' | 'overload' | 'neutral';

/** Outcomes and statuses by which a receiver shows that it has too much to do. */
const overloadClasses: ReadonlySet<OutcomeClass> = new Set(['timed_out', 'rate_limited', 'connection_refused']);
const overloadStatuses = new Set([502, 503, 504]);

export function isOverload(outcome: OutcomeClass, status: number | undefined): boolean {
  return overloadClasses.has(outcome) || (status !== undefined && overloadStatuses.has(status));
}

/**
 * How many requests a lane may have in flight: grows by one with every success up to the endpoint's own cap, halves
 * on a sign of overload. A healthy endpoint is at its cap within a few round trips; one that never answers is at a
 * single request after its first time-outs.
 */
export class ConcurrencyWindow {
  #limit: number;
  #inFlight = 0;

  constructor(private maxLimit: number) {
    this.#limit = Math.min(initialLimit, maxLimit);
  }

  get limit(): number {
    return this.#limit;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get hasRoom(): boolean {
    return this.#inFlight < this.#limit;
  }

  /** The endpoint's cap may have been edited since the lane was last drained. */
  cap(maxLimit: number): void {
    this.maxLimit = maxLimit;
    this.#limit = Math.min(this.#limit, maxLimit);
  }

  enter(): void {
    this.#inFlight += 1;
  }

  /** Ends what `enter` began. */
  leave(): void {
    this.#inFlight -= 1;
  }

  /** Moves the limit by how a request ended. */
  learn(effect: CapacityEffect): void {
    if (effect === 'success') this.#limit = Math.min(this.maxLimit, this.#limit + 1);
    if (effect === 'overload') this.#limit = Math.max(1, this.#limit >> 1);
  }
}

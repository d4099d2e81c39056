import type { OutcomeClass } from '#events';
import { Crowd } from './crowd.js';
import type { Standing } from './places.js';

/**
 * Where a lane that nothing is known of begins. A healthy endpoint doubles it with every round trip; when a thousand
 * dead ones become due at once, each holds one socket and not more.
 */
const initialLimit = 1;

/**
 * Up to here every success adds one, beyond it a whole window of successes does. A healthy endpoint needs no more for
 * hundreds of deliveries a second, and every request in flight holds a connection: a hundred busy lanes at their caps
 * would open and close connections all day.
 */
const fastGrowthLimit = 8;

/** What an attempt tells of the endpoint's capacity. */
export type CapacityEffect = 'success' | 'overload' | 'neutral';

/** Outcomes and statuses by which a receiver shows that it has too much to do. */
const overloadClasses: ReadonlySet<OutcomeClass> = new Set(['timed_out', 'rate_limited', 'connection_refused']);
const overloadStatuses = new Set([502, 503, 504]);

export function isOverload(outcome: OutcomeClass, status: number | undefined): boolean {
  return overloadClasses.has(outcome) || (status !== undefined && overloadStatuses.has(status));
}

/**
 * How many requests a lane may have in flight: grows with success up to the endpoint's own cap, halves
 * on a sign of overload. A healthy endpoint has several within a few round trips and its cap under lasting load; one
 * that never answers is left at a single request.
 */
export class ConcurrencyWindow {
  #limit: number;
  #inFlight = 0;
  #lastSign: 'success' | 'overload' | undefined;

  constructor(
    private maxLimit: number,
    private readonly crowd = new Crowd(),
  ) {
    this.#limit = Math.min(initialLimit, maxLimit);
  }

  get limit(): number {
    return Math.floor(this.#limit);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get hasRoom(): boolean {
    return this.#inFlight < this.limit && this.crowd.admits(this.#inFlight);
  }

  get standing(): Standing {
    if (this.limit > 1 || this.#lastSign === 'success') return 'coping';
    return this.#lastSign === 'overload' ? 'struggling' : 'unknown';
  }

  /** The endpoint's cap may have been edited since the lane was last drained. */
  cap(maxLimit: number): void {
    this.maxLimit = maxLimit;
    this.#limit = Math.min(this.#limit, maxLimit);
  }

  enter(): void {
    this.crowd.enter(this.#inFlight);
    this.#inFlight += 1;
  }

  /** Ends what `enter` began. */
  leave(): void {
    this.crowd.leave(this.#inFlight);
    this.#inFlight -= 1;
  }

  /** Moves the limit by how a request ended. */
  learn(effect: CapacityEffect): void {
    if (effect !== 'neutral') this.#lastSign = effect;
    if (effect === 'success') {
      const growth = this.#limit < fastGrowthLimit ? 1 : 1 / this.#limit;
      this.#limit = Math.min(this.maxLimit, this.#limit + growth);
    }
    if (effect === 'overload') this.#limit = Math.max(1, this.#limit / 2);
  }
}

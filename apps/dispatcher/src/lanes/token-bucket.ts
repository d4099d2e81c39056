export interface RateLimit {
  /** Requests a second in the long run. */
  readonly perSecond: number;
  /** Requests that may go at once after a rest. */
  readonly burst: number;
}

/** An endpoint's rate limit. Time is a parameter (milliseconds of a monotonic clock). */
export class TokenBucket {
  #limit: RateLimit | null = null;
  #tokens = 0;
  #filledAt = 0;

  /** Takes the endpoint's limit as it is now; null for none. A bucket that gets its first limit is full. */
  limit(limit: RateLimit | null): void {
    if (limit !== null && this.#limit === null) this.#tokens = limit.burst;
    this.#limit = limit;
  }

  /** Takes a token and returns 0, or takes none and returns the milliseconds until there is one. */
  take(now: number): number {
    return this.#takeAbove(now, 0);
  }

  /** The same for what must leave half of a burst to others. */
  takeSpare(now: number): number {
    return this.#takeAbove(now, Math.floor((this.#limit?.burst ?? 0) / 2));
  }

  #takeAbove(now: number, left: number): number {
    if (this.#limit === null) return 0;
    const { perSecond, burst } = this.#limit;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1000) * perSecond);
    this.#filledAt = now;
    if (this.#tokens >= 1 + left) {
      this.#tokens -= 1;
      return 0;
    }
    return Math.ceil(((1 + left - this.#tokens) / perSecond) * 1000);
  }
}

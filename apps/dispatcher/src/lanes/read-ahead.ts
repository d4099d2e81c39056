/** Deliveries of one read per request that may be in flight; they are sent from while the next are read. */
const perRequest = 4;

/** Deliveries that are held over all lanes; each has a payload of a few kilobytes at most (see `maxPageBytes`). */
const maxHeld = 8_192;

/**
 * What lanes have read and not begun yet. While there is much of it lanes read less at a time, down to one delivery:
 * thousands of lanes with backlogs would otherwise hold as many pages.
 */
export class ReadAhead {
  #held = 0;

  constructor(private readonly max = maxHeld) {}

  get held(): number {
    return this.#held;
  }

  /** How many deliveries a lane may read that may have so many requests in flight. */
  limit(requests: number): number {
    return Math.max(1, Math.min(requests * perRequest, this.max - this.#held));
  }

  add(deliveries: number): void {
    this.#held += deliveries;
  }

  remove(deliveries: number): void {
    this.#held -= deliveries;
  }
}

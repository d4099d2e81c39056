/** What the receivers got: events of the load by their number, each with its lane and moment. */
export class ArrivalLog {
  readonly #lanes: number[] = [];
  readonly #atMs: number[] = [];
  readonly #firstAtMs = new Map<number, number>();
  #ofTheLoad = 0;
  /** Requests whose signature a receiver did not accept, by its reason. */
  readonly unverified: string[] = [];
  /** Requests that the load did not cause. */
  strangers = 0;

  /** `n` is the number of the event; undefined for one that the load did not emit. */
  add(lane: number, n: number | undefined): void {
    if (n === undefined) {
      this.strangers += 1;
      return;
    }
    const atMs = performance.now();
    this.#ofTheLoad += 1;
    this.#lanes.push(lane);
    this.#atMs.push(atMs);
    if (!this.#firstAtMs.has(n)) this.#firstAtMs.set(n, atMs);
  }

  /** When the event first arrived (performance.now). */
  firstAtMs(n: number): number | undefined {
    return this.#firstAtMs.get(n);
  }

  /** Arrivals of events that had arrived before. */
  get duplicates(): number {
    return this.#ofTheLoad - this.#firstAtMs.size;
  }

  /** Requests that arrived from one moment to another (performance.now). */
  countBetween(fromMs: number, toMs: number): number {
    return this.#atMs.filter((atMs) => atMs >= fromMs && atMs < toMs).length;
  }

  /** The longest time that any lane got nothing, from `sinceMs` (performance.now) until now. */
  longestSilenceMs(sinceMs: number): number {
    const lastAtMs = new Map([...new Set(this.#lanes)].map((lane) => [lane, sinceMs]));
    let longest = 0;
    const silent = (lane: number, untilMs: number): void => {
      longest = Math.max(longest, untilMs - (lastAtMs.get(lane) ?? untilMs));
      lastAtMs.set(lane, untilMs);
    };
    for (const [i, lane] of this.#lanes.entries()) {
      const atMs = this.#atMs[i] ?? 0;
      if (atMs >= sinceMs) silent(lane, atMs);
    }
    for (const lane of lastAtMs.keys()) silent(lane, performance.now());
    return longest;
  }
}

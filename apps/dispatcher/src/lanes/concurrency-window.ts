import type { OutcomeClass } from '#events';

/** Where a lane that nothing is known of begins. A dead endpoint holds no more sockets than this. */
const initialLimit = 4;

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
  #changed: (() => void)[] = [];

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

  /** Ends what `enter` began; `outcome` moves the limit. */
  leave(outcome: 'success' | 'overload' | 'neutral'): void {
    this.#inFlight -= 1;
    if (outcome === 'success') this.#limit = Math.min(this.maxLimit, this.#limit + 1);
    if (outcome === 'overload') this.#limit = Math.max(1, this.#limit >> 1);
    const waiting = this.#changed;
    this.#changed = [];
    for (const resolve of waiting) resolve();
  }

  /** Resolves when a request ends, or after `timeoutMs` if that comes first. */
  async change(timeoutMs?: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#changed.push(resolve);
      if (timeoutMs !== undefined) timer = setTimeout(resolve, timeoutMs);
    });
    clearTimeout(timer);
  }
}

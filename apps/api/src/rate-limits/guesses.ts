import { ProblemError } from '../http/problem-error.js';
import { networkOf } from './network-of.js';
import { secondsOf } from './rate-limit.js';

/** Length of a window in which guesses are counted, in milliseconds. */
export const guessWindowMs = 60_000;

export interface GuessesOptions {
  /** Guesses that one network may make in a window. */
  readonly max: number;
  /** Networks that are remembered; beyond them the one that began to guess first is forgotten. */
  readonly maxNetworks?: number;
  readonly now?: () => number;
}

interface Window {
  readonly endsAt: number;
  /** Resolve, whatever came of them. */
  readonly underWay: Set<Promise<void>>;
  failed: number;
}

/** Counts the credentials that were tried from each network and turned out to be none. */
export class Guesses {
  readonly #windows = new Map<string, Window>();
  readonly #max: number;
  readonly #maxNetworks: number;
  readonly #now: () => number;

  constructor({ max, maxNetworks = 10_000, now = () => performance.now() }: GuessesOptions) {
    this.#max = max;
    this.#maxNetworks = maxNetworks;
    this.#now = now;
  }

  /**
   * Lets `check` look for what was tried, and counts it if it finds nothing. What is under way counts as a guess until
   * it is known to be none, so that many at once are no more than many in a row; those that would be too many wait.
   *
   * @throws ProblemError `too_many_failed_authentications`
   */
  async attempt<Found>(address: string, check: () => Promise<Found | undefined>): Promise<Found | undefined> {
    const window = this.#windowOf(networkOf(address));
    while (window.failed + window.underWay.size >= this.#max) {
      if (window.failed >= this.#max) throw this.#refusal(window);
      await Promise.race(window.underWay);
    }
    const checking = check();
    const settled = checking.then(nothing, nothing);
    window.underWay.add(settled);
    try {
      const found = await checking;
      if (found === undefined) window.failed += 1;
      return found;
    } finally {
      window.underWay.delete(settled);
    }
  }

  #refusal({ endsAt }: Window): ProblemError {
    const retryAfter = String(secondsOf(endsAt - this.#now()));
    return new ProblemError('too_many_failed_authentications', { headers: { 'retry-after': retryAfter } });
  }

  #windowOf(network: string): Window {
    const now = this.#now();
    const held = this.#windows.get(network);
    if (held !== undefined && now < held.endsAt) return held;
    const window = { endsAt: now + guessWindowMs, underWay: new Set<Promise<void>>(), failed: 0 };
    this.#windows.delete(network);
    this.#windows.set(network, window);
    if (this.#windows.size > this.#maxNetworks) {
      const oldest = this.#windows.keys().next();
      if (oldest.done !== true) this.#windows.delete(oldest.value);
    }
    return window;
  }
}

const nothing = (): void => undefined;

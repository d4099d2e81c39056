import { ConcurrencyWindow } from './concurrency-window.js';

/** Lanes whose window is remembered; some 100 bytes each. */
const maxRemembered = 50_000;

/** What this dispatcher has learned of each endpoint's pace, kept between drains; the longest unused goes first. */
export class LaneWindows {
  readonly #windows = new Map<string, ConcurrencyWindow>();

  of(endpointId: string, maxConcurrency: number): ConcurrencyWindow {
    const window = this.#windows.get(endpointId) ?? new ConcurrencyWindow(maxConcurrency);
    this.#windows.delete(endpointId);
    this.#windows.set(endpointId, window);
    window.cap(maxConcurrency);
    const [longestUnused] = this.#windows.keys();
    if (this.#windows.size > maxRemembered && longestUnused !== undefined) this.#windows.delete(longestUnused);
    return window;
  }
}

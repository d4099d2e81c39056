import { RateLimiterMemory } from 'rate-limiter-flexible';
import { anyNumber, windowSeconds, type RequestCounter, type WindowCount } from './request-counter.js';

/** Counts for this process alone. A window that ended is forgotten, so it holds as many names as called just now. */
export class MemoryRequestCounter implements RequestCounter {
  readonly #windows = new RateLimiterMemory({ points: anyNumber, duration: windowSeconds });

  async count(name: string): Promise<WindowCount> {
    const { consumedPoints, msBeforeNext } = await this.#windows.penalty(name, 1);
    return { used: consumedPoints, endsInMs: msBeforeNext };
  }
}

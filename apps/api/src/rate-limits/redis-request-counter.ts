import type { RedisClient } from '#lanes';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { MemoryRequestCounter } from './memory-request-counter.js';
import { anyNumber, windowSeconds, type RequestCounter, type WindowCount } from './request-counter.js';

/** After a failure, how long Redis is not asked again: nobody is to wait for a server that hangs, twice. */
const restMs = 1_000;

export interface CounterLog {
  warn(fields: object, message: string): void;
}

/** Counts for all processes together; while Redis is away, for each by itself. */
export class RedisRequestCounter implements RequestCounter {
  readonly #windows: RateLimiterRedis;
  readonly #fallback = new MemoryRequestCounter();
  #restsUntil = 0;

  constructor(
    client: RedisClient,
    private readonly log: CounterLog,
  ) {
    this.#windows = new RateLimiterRedis({
      storeClient: client,
      keyPrefix: 'postrider:rate',
      points: anyNumber,
      duration: windowSeconds,
    });
  }

  async count(name: string): Promise<WindowCount> {
    if (performance.now() < this.#restsUntil) return this.#fallback.count(name);
    try {
      const { consumedPoints, msBeforeNext } = await this.#windows.penalty(name, 1);
      return { used: consumedPoints, endsInMs: msBeforeNext };
    } catch (error) {
      this.#restsUntil = performance.now() + restMs;
      this.log.warn({ err: error }, 'requests are counted without Redis');
      return this.#fallback.count(name);
    }
  }
}

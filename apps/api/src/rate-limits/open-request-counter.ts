import type { Config } from '#config';
import { openRedis } from '#lanes';
import { MemoryRequestCounter } from './memory-request-counter.js';
import { RedisRequestCounter, type CounterLog } from './redis-request-counter.js';
import type { RequestCounter } from './request-counter.js';

export interface OpenRequestCounter {
  readonly counter: RequestCounter;
  close(): void;
}

/** With Redis all processes count together, otherwise each by itself. */
export function openRequestCounter({ redis }: Pick<Config, 'redis'>, log: CounterLog): OpenRequestCounter {
  if (redis === undefined) return { counter: new MemoryRequestCounter(), close: () => undefined };
  const client = openRedis(redis.servers, 'counter');
  // Commands that fail tell of it; without a listener the errors of the connection would be printed as well.
  client.on('error', () => undefined);
  return {
    counter: new RedisRequestCounter(client, log),
    close: () => {
      client.disconnect();
    },
  };
}

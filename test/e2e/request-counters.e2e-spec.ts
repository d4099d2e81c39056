import type { Config } from '#config';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endsWithin } from '../../libs/delivery/test/ends-within.js';
import { openRequestCounter, type OpenRequestCounter } from '../../apps/api/src/rate-limits/open-request-counter.js';
import { eventually } from '../harness/eventually.js';
import { startRedisServer, type RedisServer } from '../harness/redis.js';

const sharedUrl = process.env['TEST_REDIS_URL'];
const where = sharedUrl === undefined ? (['memory'] as const) : (['memory', 'redis'] as const);
const whereThereIsRedis = sharedUrl === undefined ? describe.skip : describe;

function open(url: string | undefined): OpenRequestCounter & { readonly warnings: string[] } {
  const warnings: string[] = [];
  const redis: Config['redis'] = url === undefined ? undefined : { url, servers: { kind: 'standalone', url } };
  const opened = openRequestCounter({ redis }, { warn: (_fields, message) => warnings.push(message) });
  return { ...opened, warnings };
}

/** Resolves when it counts in Redis: what comes before its connection is there, it counts by itself. */
async function openConnected(url: string | undefined): Promise<ReturnType<typeof open>> {
  const requests = open(url);
  if (url === undefined) return requests;
  const probe = new Redis(url);
  try {
    await eventually(async () => {
      const name = randomUUID();
      await requests.counter.count(name);
      expect(await probe.get(`postrider:rate:${name}`)).toBe('1');
    });
  } finally {
    probe.disconnect();
  }
  return requests;
}

describe.each(where)('a counter of requests in %s', (place) => {
  let requests: OpenRequestCounter;

  beforeAll(async () => {
    requests = await openConnected(place === 'redis' ? sharedUrl : undefined);
  });

  afterAll(() => {
    requests.close();
  });

  it('counts each name by itself', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    const used = async (name: string) => (await requests.counter.count(name)).used;
    expect([await used(one), await used(one), await used(other), await used(one)]).toEqual([1, 2, 1, 3]);
  });

  it('gives every request of many at once a number of its own', async () => {
    const name = randomUUID();
    const counts = await Promise.all(Array.from({ length: 50 }, () => requests.counter.count(name)));
    const numbers = counts.map(({ used }) => used).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  it('tells when the window ends, which the requests in it do not put off', async () => {
    const name = randomUUID();
    const first = await requests.counter.count(name);
    expect(first.endsInMs).toBeGreaterThan(9_000);
    expect(first.endsInMs).toBeLessThanOrEqual(10_000);
    await eventually(async () => {
      expect((await requests.counter.count(name)).endsInMs).toBeLessThan(first.endsInMs);
    });
  });
});

whereThereIsRedis('counters of several processes', () => {
  it('count together', async () => {
    const [one, other] = [await openConnected(sharedUrl), await openConnected(sharedUrl)];
    try {
      // Whoever waits for Redis for too long counts alone for a while: then it is looked at again.
      await eventually(async () => {
        const name = randomUUID();
        const used = async ({ counter }: OpenRequestCounter) => (await counter.count(name)).used;
        expect([await used(one), await used(other), await used(one)]).toEqual([1, 2, 3]);
      });
    } finally {
      one.close();
      other.close();
    }
  });

  describe('whose Redis fails', () => {
    let directory: string;
    let redis: RedisServer;
    let requests: ReturnType<typeof open>;

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'postrider-counter-'));
      redis = (await startRedisServer(directory)) as RedisServer;
      requests = await openConnected(redis.url);
    });

    afterEach(async () => {
      requests.close();
      await redis.stop();
      await rm(directory, { recursive: true, force: true });
    });

    it('count each by itself while it is gone, and together again when it is back', async () => {
      const name = randomUUID();
      expect((await requests.counter.count(name)).used).toBe(1);
      await redis.stop();
      for (const used of [1, 2, 3]) expect(await requests.counter.count(name)).toMatchObject({ used });
      redis = (await startRedisServer(directory, Number(new URL(redis.url).port))) as RedisServer;
      const other = await openConnected(redis.url);
      try {
        await eventually(async () => {
          const shared = randomUUID();
          await other.counter.count(shared);
          expect((await requests.counter.count(shared)).used).toBe(2);
        });
      } finally {
        other.close();
      }
    });

    it('keep nobody waiting for long when it hangs, and nobody after the first', async () => {
      const name = randomUUID();
      const before = requests.warnings.length;
      process.kill(redis.pid, 'SIGSTOP');
      const first = async () => {
        expect(await requests.counter.count(name)).toMatchObject({ used: 1 });
      };
      const rest = async () => {
        for (const used of [2, 3, 4, 5]) expect(await requests.counter.count(name)).toMatchObject({ used });
      };
      expect([await endsWithin(900, first), await endsWithin(100, rest)]).toEqual([true, true]);
      expect(requests.warnings).toHaveLength(before + 1);
    });
  });
});

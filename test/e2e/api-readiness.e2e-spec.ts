import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateMasterKey } from '#signing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApi, type RunningApi } from '../../apps/api/src/index.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { eventually } from '../harness/eventually.js';
import { startRedisServer, type RedisServer } from '../harness/redis.js';
import { testConfig } from '../harness/test-config.js';

const hasRedis = process.env['TEST_REDIS_URL'] !== undefined;

(hasRedis ? describe : describe.skip)('readiness with the queue on Redis', () => {
  let clone: TestDatabase;
  let api: RunningApi;
  let redis: RedisServer;
  let directory: string;

  beforeAll(async () => {
    clone = await cloneDatabase();
    directory = await mkdtemp(join(tmpdir(), 'postrider-readiness-'));
    redis = (await startRedisServer(directory)) as RedisServer;
    api = await startApi(testConfig({ databaseUrl: clone.url, masterKey: generateMasterKey(), redisUrl: redis.url }));
  });

  afterAll(async () => {
    await api.close();
    await redis.stop();
    await clone.drop();
    await rm(directory, { recursive: true });
  });

  const ready = async () => {
    const response = await fetch(`${api.url}/health/ready`);
    return [response.status, await response.json()];
  };

  it('tells of a queue that is away, and stays ready', async () => {
    await eventually(async () => {
      expect(await ready()).toEqual([200, { status: 'ok', checks: { database: 'ok', queue: 'ok' } }]);
    });
    await redis.stop();
    expect(await ready()).toEqual([200, { status: 'degraded', checks: { database: 'ok', queue: 'unavailable' } }]);
  });
});

import { generateMasterKey } from '#signing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApi } from '../../apps/api/src/index.js';
import { startDispatcher } from '../../apps/dispatcher/src/index.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { eventually } from '../harness/eventually.js';
import { startRole, type RoleProcess } from '../harness/run-role.js';
import { testConfig } from '../harness/test-config.js';

const redis = process.env['TEST_REDIS_URL'];
const queues = ['postgres', ...(redis === undefined ? [] : ['redis'])];
const roles = ['api', 'dispatcher'] as const;

/** After a start, in milliseconds: while workers take their first look, and when they wait for a job. */
const moments = [0, 0, 1, 3, 6, 10, 20, 40, 80, 160, 320, 640];

describe.each(queues)('with its queue in %s', (queue) => {
  const masterKey = generateMasterKey();
  let clone: TestDatabase;
  let running: RoleProcess[] = [];

  beforeEach(async () => {
    clone = await cloneDatabase();
  });

  afterEach(async () => {
    await Promise.all(running.map((role) => role.kill()));
    running = [];
    await clone.drop();
  });

  const redisUrl = () => (queue === 'redis' ? redis : undefined);
  const config = () => testConfig({ databaseUrl: clone.url, masterKey, redisUrl: redisUrl() });
  const start = (role: (typeof roles)[number]) => {
    const process = startRole(role, {
      DATABASE_URL: clone.url,
      ...(queue === 'redis' && { REDIS_URL: redis ?? '' }),
      POSTRIDER_MASTER_KEY: masterKey,
      PORT: '0',
    });
    running.push(process);
    return process;
  };
  /** Names of the connections to the database besides this one's own. */
  const connected = async () =>
    (
      await clone.query<{ name: string }>(
        `select application_name as name from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
      )
    ).map(({ name }) => name);

  it('a process that has started can be stopped at once, and leaves no connection', async () => {
    for (const moment of moments) {
      // The first thing that a queue in Postgres does is to make its tables.
      if (moment < 3) await clone.query('drop schema if exists bullmq cascade');
      const parts = await Promise.all([startApi(config()), startDispatcher(config())]);
      await sleep(moment);
      await Promise.all(parts.map((part) => part.close()));
      await eventually(async () => {
        expect(await connected()).toEqual([]);
      });
    }
  });

  it.each(roles)('the role %s that is told to stop while it starts ends in order', async (role) => {
    const process = start(role);
    await eventually(async () => {
      expect(await connected()).toContain(`postrider-${role}`);
    });
    expect(await process.stop()).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('on a queue whose tables it cannot use', () => {
  let clone: TestDatabase;
  let role: RoleProcess | undefined;

  beforeEach(async () => {
    clone = await cloneDatabase();
    await clone.query('create schema bullmq');
    await clone.query(
      `create table bullmq.migration (version integer primary key, name text not null,
                                      min_client_version integer not null, applied_at timestamptz default now())`,
    );
    await clone.query(`insert into bullmq.migration values (999, 'of the future', 999)`);
  });

  afterEach(async () => {
    await role?.kill();
    await clone.drop();
  });

  it.each(roles)('the role %s says so and does not start', async (name) => {
    role = startRole(name, { DATABASE_URL: clone.url, POSTRIDER_MASTER_KEY: generateMasterKey(), PORT: '0' });
    const { code, stderr } = await role.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^postrider: the queue cannot be used: .*schema requires BullMQ.*\n$/);
  });
});

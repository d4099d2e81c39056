import { dropAuditEntries, newUuidAt, openDatabase, type Database } from '#persistence';
import { generateMasterKey } from '#signing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startDispatcher } from '../../apps/dispatcher/src/index.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { eventually } from '../harness/eventually.js';
import { testConfig } from '../harness/test-config.js';

const dayMs = 86_400_000;

describe('the entries of the audit log', () => {
  let clone: TestDatabase;
  let database: Database;

  beforeEach(async () => {
    clone = await cloneDatabase();
    database = openDatabase({ url: clone.url, poolSize: 2, applicationName: 'test' });
  });

  afterEach(async () => {
    await database.close();
    await clone.drop();
  });

  /** Entries that are so many days old. */
  async function makeEntries(...daysAgo: number[]): Promise<void> {
    const ids = daysAgo.map((days) => newUuidAt(new Date(Date.now() - days * dayMs)));
    await clone.query(
      `insert into postrider.audit_entry (id, actor_kind, action, resource_type, resource_id, changes)
       select id, 'system', 'secret.reseal', 'master_key', days, '{}' from unnest($1::uuid[], $2::text[]) as e(id, days)`,
      [ids, daysAgo.map(String)],
    );
  }
  const left = async () =>
    (
      await clone.query<{ days: string }>(
        `select resource_id as days from postrider.audit_entry where action = 'secret.reseal' order by id`,
      )
    ).map(({ days }) => Number(days));

  it('are deleted when their time is over, however many they are', async () => {
    await makeEntries(...Array.from({ length: 5_001 }, () => 366), 364, 0);
    expect(await dropAuditEntries(database.reads, 365)).toBe(5_001);
    expect(await left()).toEqual([364, 0]);
    expect(await dropAuditEntries(database.reads, 365)).toBe(0);
  });

  it('are deleted by a dispatcher that was told for how long they are kept', async () => {
    await makeEntries(400, 8, 0);
    const config = testConfig({ databaseUrl: clone.url, masterKey: generateMasterKey() });
    const told = await startDispatcher({ ...config, auditRetentionDays: 30 });
    try {
      await eventually(async () => {
        expect(await left()).toEqual([8, 0]);
      });
    } finally {
      await told.close();
    }
  });
});

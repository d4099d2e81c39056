import { migrate } from '#persistence';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';

const directory = join(import.meta.dirname, '../../prisma/migrations');
const names = readdirSync(directory, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

describe('the migration runner', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await cloneDatabase();
  });

  afterEach(async () => {
    await database.drop();
  });

  it('records each migration as Prisma does', async () => {
    const rows = await database.query<Record<string, unknown>>(
      'select * from postrider._prisma_migrations order by migration_name',
    );
    expect(rows.map((row) => row['migration_name'])).toEqual(names);
    for (const row of rows) {
      const file = readFileSync(join(directory, String(row['migration_name']), 'migration.sql'));
      expect(row['checksum']).toBe(createHash('sha256').update(file).digest('hex'));
      expect(row['id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(row['finished_at']).toBeInstanceOf(Date);
      expect(row).toMatchObject({ applied_steps_count: 1, logs: null, rolled_back_at: null });
    }
  });

  it('has nothing to do a second time', async () => {
    await expect(migrate(database.url)).resolves.toEqual([]);
  });

  it('lets several processes migrate an empty database at once', async () => {
    await database.query('drop schema postrider cascade');
    const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url)));
    expect(applied.flat().sort()).toEqual(names);
  });

  it('refuses a migration that was edited since it was applied', async () => {
    await database.query(`update postrider._prisma_migrations set checksum = 'other'`);
    await expect(migrate(database.url)).rejects.toThrow(/was edited since applied/);
  });

  it('refuses to go on after one that failed half-way under Prisma', async () => {
    await database.query(`update postrider._prisma_migrations set finished_at = null`);
    await expect(migrate(database.url)).rejects.toThrow(/failed half-way/);
  });

  it('makes the partitions of the coming week and knows every built-in event type', async () => {
    const partitions = await database.query<{ count: number }>(
      `select count(*)::int from pg_inherits where inhparent = 'postrider.event'::regclass`,
    );
    expect(partitions[0]?.count).toBe(9);
    const types = await database.query<{ name: string }>(
      `select name from postrider.event_type where contract = 'gridio' order by name`,
    );
    expect(types.map((type) => type.name)).toEqual([
      'customer.event.create',
      'customer.event.delete',
      'customer.event.update',
    ]);
  });
});

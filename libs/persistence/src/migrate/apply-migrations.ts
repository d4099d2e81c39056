import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';

/** Serialises runners of several processes; `pg_advisory_lock` takes any agreed number. */
const migrationLock = 7_267_420_011;

interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, as Prisma computes it. */
  readonly checksum: string;
}

interface Recorded {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
  readonly rolled_back_at: Date | null;
}

/** The table that `prisma migrate deploy` makes, to the column, so that the two agree on what is applied. */
const recordTable = `
  create table if not exists postrider._prisma_migrations (
    id                  varchar(36) primary key not null,
    checksum            varchar(64) not null,
    finished_at         timestamptz,
    migration_name      varchar(255) not null,
    logs                text,
    rolled_back_at      timestamptz,
    started_at          timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`;

/**
 * Applies what `directory` (Prisma's layout) holds beyond what `_prisma_migrations` records, each migration in a
 * transaction with its record. Returns the names applied.
 *
 * @throws when an applied migration was edited, is missing from the directory or failed half-way under Prisma.
 */
export async function applyMigrations(client: pg.Client, directory: string): Promise<string[]> {
  await client.query('select pg_advisory_lock($1)', [migrationLock]);
  try {
    await client.query('create schema if not exists postrider');
    await client.query(recordTable);
    const migrations = await readMigrations(directory);
    const pending = pendingMigrations(migrations, await readRecorded(client));
    for (const migration of pending) await apply(client, migration);
    return pending.map((migration) => migration.name);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock]);
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(directory, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function readRecorded(client: pg.Client): Promise<Recorded[]> {
  const { rows } = await client.query<Recorded>(
    'select migration_name, checksum, finished_at, rolled_back_at from postrider._prisma_migrations order by started_at',
  );
  return rows;
}

function pendingMigrations(migrations: readonly Migration[], recorded: readonly Recorded[]): Migration[] {
  const live = recorded.filter((row) => row.rolled_back_at === null);
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of live) {
    const migration = byName.get(row.migration_name);
    if (row.finished_at === null) throw new Error(`migration ${row.migration_name} failed half-way: resolve it first`);
    if (migration === undefined) throw new Error(`migration ${row.migration_name} is applied but not in this release`);
    if (migration.checksum !== row.checksum)
      throw new Error(`migration ${row.migration_name} was edited since applied`);
  }
  const applied = new Set(live.map((row) => row.migration_name));
  return migrations.filter((migration) => !applied.has(migration.name));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query(
      `insert into postrider._prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`migration ${migration.name} failed; nothing of it was kept`, { cause: error });
  }
}

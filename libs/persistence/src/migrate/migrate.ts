import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { createPartitions } from '../sql/create-partitions.js';
import { applyMigrations } from './apply-migrations.js';
import { seedCatalogue } from './seed-catalogue.js';

/** From `libs/persistence/src/migrate`, or the same folder under `dist`, up to `prisma/migrations`. */
const migrationDirectories = ['../../../../prisma/migrations', '../../../../../prisma/migrations'];

/**
 * Brings the database at `url` up to this release: migrations, the partitions of the coming days and the event
 * types of the built-in contracts. Safe to run from several processes at once and at every start.
 *
 * @returns the names of the migrations that were applied now.
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'postrider-migrate' });
  await client.connect();
  try {
    const applied = await applyMigrations(client, migrationsDirectory());
    await createPartitions(client);
    await seedCatalogue(client);
    return applied;
  } finally {
    await client.end();
  }
}

function migrationsDirectory(): string {
  const found = migrationDirectories.map((path) => join(import.meta.dirname, path)).find((path) => existsSync(path));
  if (found === undefined) throw new Error('prisma/migrations is missing from this installation');
  return found;
}

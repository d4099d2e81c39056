import { startEmbeddedPostgres, type EmbeddedPostgres } from '#embedded';
import { migrate } from '#persistence';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedisServer, type RedisServer } from './redis.js';

/**
 * The real servers of one test run: one PostgreSQL cluster with a migrated template database that every file
 * clones, and one Redis when the machine has it. Workers find them through the environment.
 */
interface Servers {
  readonly directory: string;
  readonly postgres: EmbeddedPostgres;
  readonly redis: RedisServer | undefined;
}

let servers: Servers | undefined;

export const templateDatabase = 'postrider_template';

export async function startServers(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'postrider-test-'));
  // Started by root the server runs as somebody else, who must be able to pass through.
  await chmod(directory, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir: join(directory, 'postgres'), durable: false });
  const redis = await startRedisServer(directory);
  servers = { directory, postgres, redis };
  const template = new URL(postgres.url);
  template.pathname = `/${templateDatabase}`;
  await createDatabase(postgres.url, templateDatabase);
  await migrate(template.href);
  process.env['TEST_DATABASE_URL'] = postgres.url;
  if (redis !== undefined) process.env['TEST_REDIS_URL'] = redis.url;
}

export async function stopServers(): Promise<void> {
  await servers?.postgres.stop();
  await servers?.redis?.stop();
  if (servers !== undefined) await rm(servers.directory, { recursive: true, force: true });
}

async function createDatabase(url: string, name: string): Promise<void> {
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
}

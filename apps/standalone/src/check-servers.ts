import pg from 'pg';
import { StartError, reasonOf } from '#config';
import type { EmbeddedConfig } from '#config';
import { pingRedis } from '#lanes';

const timeoutMs = 5_000;
const remedy = 'start that server or correct the URL';

async function checkDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs });
  try {
    await client.connect();
  } catch (cause) {
    throw new StartError(`DATABASE_URL cannot be used: ${reasonOf(cause)}`, remedy, { cause });
  } finally {
    await client.end().catch(() => undefined); // it may never have connected
  }
}

async function checkRedis({ servers }: NonNullable<EmbeddedConfig['redis']>): Promise<void> {
  try {
    await pingRedis(servers, timeoutMs);
  } catch (cause) {
    throw new StartError(`REDIS_URL cannot be used: ${reasonOf(cause)}`, remedy, { cause });
  }
}

/** Asks the servers that were named before anything is started, so that the variable at fault can be named. */
export async function checkServers({ database, redis }: EmbeddedConfig): Promise<void> {
  if (database.url !== undefined) await checkDatabase(database.url);
  if (redis !== undefined) await checkRedis(redis);
}

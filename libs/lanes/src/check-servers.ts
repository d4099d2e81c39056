import { StartError, reasonOf, type EmbeddedConfig } from '#config';
import { pingDatabase } from '#persistence';
import { pingRedis } from './redis-client.js';

const timeoutMs = 5_000;
const remedy = 'start that server or correct the URL';

async function checkDatabase(url: string): Promise<void> {
  try {
    await pingDatabase(url, timeoutMs);
  } catch (cause) {
    throw new StartError(`DATABASE_URL cannot be used: ${reasonOf(cause)}`, remedy, { cause });
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
export async function checkServers({ database, redis }: Pick<EmbeddedConfig, 'database' | 'redis'>): Promise<void> {
  if (database.url !== undefined) await checkDatabase(database.url);
  if (redis !== undefined) await checkRedis(redis);
}

import type { Config, EmbeddedConfig, RunningRole } from '#config';
import { StartError } from '#config';
import { prepareDataDirectory, startEmbeddedPostgres } from '#embedded';
import { checkServers } from '#lanes';
import { migrate, openDatabase } from '#persistence';
import { parseMasterKeys } from '#signing';
import { ensureAdminKey, startApi } from '../../api/src/index.js';
import { startDispatcher } from '../../dispatcher/src/index.js';
import { banner } from './banner.js';
import { ensureMasterKey } from './master-key.js';

interface Closable {
  close(): Promise<void>;
}

const say = (line: string): void => {
  process.stdout.write(`postrider: ${line}\n`);
};

interface Storage extends Closable {
  readonly url: string;
  readonly failed?: Promise<never>;
}

/** The database that was named, or one of our own that ends with this process, however that ends. */
async function openStorage(config: EmbeddedConfig): Promise<Storage> {
  if (config.database.url !== undefined) return { url: config.database.url, close: () => Promise.resolve() };
  say(`starting PostgreSQL in ${config.dataDir}`);
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, notice: say });
  process.once('exit', postgres.abort);
  let isClosing = false;
  const failed = postgres.exited.then(async () => {
    // A stop of ours is no failure: then nobody is to hear of it.
    if (isClosing) return new Promise<never>(() => undefined);
    throw new StartError('the embedded database ended', `see ${config.dataDir}/postgres.log and start again`);
  });
  failed.catch(() => undefined); // it may come before anybody waits for it
  return {
    url: postgres.url,
    failed,
    close: () => {
      isClosing = true;
      return postgres.stop();
    },
  };
}

/** The key that this start stored, if it stored one. */
async function storeAdminKey(config: Config): Promise<string | undefined> {
  const database = openDatabase({ ...config.database, poolSize: 2, applicationName: 'postrider-start' });
  try {
    return (await ensureAdminKey(database, config.adminKey))?.key;
  } finally {
    await database.close();
  }
}

/** Closes in the order opposite to starting: nobody loses what they still need. */
async function closeAll(started: readonly Closable[]): Promise<void> {
  for (const part of started.toReversed()) await part.close();
}

/** Starts everything in this process: database, dispatcher, API. What has started is closed again if a part fails. */
export async function startStandalone(embedded: EmbeddedConfig): Promise<RunningRole> {
  prepareDataDirectory(embedded.dataDir);
  const masterKeys = embedded.masterKeys ?? ensureMasterKey(embedded.dataDir);
  parseMasterKeys(masterKeys);
  await checkServers(embedded);
  const started: Closable[] = [];
  try {
    const storage = await openStorage(embedded);
    started.push(storage);
    const config: Config = { ...embedded, masterKeys, database: { ...embedded.database, url: storage.url } };
    await migrate(storage.url);
    started.push(await startDispatcher(config));
    const api = await startApi(config);
    started.push(api);
    // Last, because the key is shown once: a start that fails must not have made one that nobody saw.
    const storedKey = await storeAdminKey(config);
    process.stdout.write(banner({ url: api.url, storedKey, config }));
    return {
      close: () => closeAll(started),
      ...(storage.failed === undefined ? {} : { failed: storage.failed }),
    };
  } catch (error) {
    await closeAll(started);
    throw error;
  }
}

import { loadConfig, readEnvironment, runRole, type Config } from '#config';
import { checkServers } from '#lanes';
import { openDatabase } from '#persistence';
import { ensureAdminKey } from './auth/ensure-admin-key.js';
import { startApi } from './start-api.js';

/** A key that was made now is shown this once; one that the operator set is never repeated. */
async function storeAdminKey(config: Config): Promise<void> {
  const database = openDatabase({ ...config.database, poolSize: 1, applicationName: 'postrider-start' });
  try {
    const stored = await ensureAdminKey(database, config.adminKey);
    if (stored !== undefined && config.adminKey === undefined) process.stdout.write(`admin key   ${stored.key}\n`);
  } finally {
    await database.close();
  }
}

await runRole(async () => {
  const config = loadConfig(readEnvironment(), { embedded: false });
  await checkServers(config);
  await storeAdminKey(config);
  return startApi(config);
});

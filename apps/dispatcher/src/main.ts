import { loadConfig, readEnvironment, runRole } from '#config';
import { checkServers } from '#lanes';
import { startDispatcher } from './start-dispatcher.js';

await runRole(async () => {
  const config = loadConfig(readEnvironment(), { embedded: false });
  await checkServers(config);
  return startDispatcher(config);
});

import { loadConfig, readEnvironment, runRole } from '#config';
import { checkServers } from '#lanes';
import { boundHeapGrowth } from './heap-growth.js';
import { startDispatcher } from './start-dispatcher.js';

boundHeapGrowth();

await runRole(async () => {
  const config = loadConfig(readEnvironment(), { embedded: false });
  await checkServers(config);
  return startDispatcher(config);
});

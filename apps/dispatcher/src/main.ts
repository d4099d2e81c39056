import { loadConfig, readEnvironment, runRole } from '#config';
import { checkServers } from '#lanes';
import { setFlagsFromString } from 'node:v8';
import { startDispatcher } from './start-dispatcher.js';

// Thousands of endpoints that time out together leave hundreds of megabytes of garbage within a second, and left to
// itself the heap grows to hold it: 490 MiB resident for 4,000 requests in flight, of which 120 were alive. Collecting
// after less growth keeps it at 290, for a fifth more CPU at such a moment and nothing that shows at others.
setFlagsFromString('--heap-growing-percent=25');

await runRole(async () => {
  const config = loadConfig(readEnvironment(), { embedded: false });
  await checkServers(config);
  return startDispatcher(config);
});

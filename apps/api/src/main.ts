import { loadConfig, readEnvironment, runRole } from '#config';
import { startApi } from './start-api.js';

await runRole(() => startApi(loadConfig(readEnvironment(), { embedded: false })));

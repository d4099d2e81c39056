import { loadConfig, readEnvironment, runRole } from '#config';
import { startDispatcher } from './start-dispatcher.js';

await runRole(() => startDispatcher(loadConfig(readEnvironment(), { embedded: false })));

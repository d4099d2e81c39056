import { loadConfig, readEnvironment, runRole } from '#config';
import { startStandalone } from './start-standalone.js';

await runRole(() => startStandalone(loadConfig(readEnvironment(), { embedded: true })));

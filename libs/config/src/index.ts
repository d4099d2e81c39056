export type { Config, EgressConfig, EmbeddedConfig } from './config.js';
export type { LogLevel } from './env.js';
export type { RedisServers } from './redis-servers.js';
export type { Environment } from './load-config.js';
export { ConfigError, loadConfig } from './load-config.js';
export { readEnvironment } from './read-environment.js';
export { variableNames } from './env.js';
export { runRole, StartError, type RunningRole } from './run-role.js';

export { EmbeddedPostgresError } from './embedded-postgres-error.js';
export { findFreePort } from './find-free-port.js';
export { prepareDataDirectory } from './server-directory.js';
export { startEmbeddedPostgres } from './start-embedded-postgres.js';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './start-embedded-postgres.js';

export { ensureAdminKey } from './auth/ensure-admin-key.js';
export { startApi, type ApiOptions, type RunningApi } from './start-api.js';

export { checkServers } from './check-servers.js';
export type { LanePokes } from './lane-pokes.js';
export { laneOpenMs, laneSliceMs, type LaneWaker } from './lane-queue.js';
export type { LaneJob, WakeLog } from './lane-waker.js';
export { LANE_WAKER, LanesModule, type LanesOptions } from './lanes.module.js';
export { openRedis, type RedisClient } from './redis-client.js';
export { laneQueueName, openQueue, type QueueConnection } from './queue-connection.js';
export { queueReady } from './queue-ready.js';

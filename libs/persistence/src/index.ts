export { BacklogFullError, Batcher, type BatcherOptions } from './batcher.js';
export { openDatabase, type Database, type DatabaseOptions, type Queryable } from './database.js';
export { Prisma } from './generated/prisma/client.js';
export { firstUuidAt, idPrefixes, newUuid, parsePublicId, publicId, uuidTimeMs, type IdKind } from './ids.js';
export { migrate } from './migrate/migrate.js';
export { decodeCursor, encodeCursor, pageOf, type Cursor, type Page, type PageRequest } from './page.js';
export { isDataFault, isMissingPartition, isRetryable, withRetries } from './retryable.js';
export { createPartitions } from './sql/create-partitions.js';
export { dropPartitions } from './sql/drop-partitions.js';
export { findDueLanes, type DueLanes } from './sql/find-due-lanes.js';
export { findEventByKey, type KeyedEvent } from './sql/find-event-by-key.js';
export { ingestEvents, type IngestedEvent, type NewEvent } from './sql/ingest-events.js';
export {
  readDueDeliveries,
  startOfLane,
  type DueDelivery,
  type LanePosition,
  type LaneRead,
} from './sql/read-due-deliveries.js';
export { readEndpointSettings, type EndpointSettings, type SealedSecret } from './sql/read-endpoint-settings.js';
export { recordOutcomes, type RecordedOutcome } from './sql/record-outcomes.js';
export { secretContext } from './secret-context.js';

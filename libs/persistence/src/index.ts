export { attemptFacts, type AttemptFacts } from './attempt-facts.js';
export {
  actorKinds,
  auditActions,
  auditedResources,
  systemAuthor,
  type Actor,
  type ActorKind,
  type AuditAction,
  type AuditedChange,
  type AuditedResource,
  type Author,
  type Changes,
} from './audit-entry.js';
export { BacklogFullError, Batcher, type BatcherOptions } from './batcher.js';
export { MissingMasterKeyError, checkMasterKeys } from './check-master-keys.js';
export { openDatabase, type Database, type DatabaseOptions, type Queryable } from './database.js';
export { Prisma } from './generated/prisma/client.js';
export {
  firstUuidAt,
  idPrefixes,
  isUuid,
  newUuid,
  newUuidAt,
  parsePublicId,
  publicId,
  uuidTimeMs,
  type IdKind,
} from './ids.js';
export { KeyCabinet } from './key-cabinet.js';
export { migrate } from './migrate/migrate.js';
export {
  decodeCursor,
  encodeCursor,
  examinedPageOf,
  pageOf,
  type Cursor,
  type Examined,
  type Page,
  type ListRequest,
  type PageRequest,
} from './page.js';
export { pingDatabase } from './ping-database.js';
export { prepareEndpoint, type PreparedEndpoint } from './prepare-endpoint.js';
export { reseal, type ResealProgress, type ResealResult } from './reseal/reseal.js';
export { isDataFault, isMissingPartition, withRetries } from './retryable.js';
export { countOwnEventTypes } from './sql/count-own-event-types.js';
export { closeLanes } from './sql/close-lanes.js';
export { countLateAttempts } from './sql/count-late-attempts.js';
export { createPartitions } from './sql/create-partitions.js';
export { databaseNow } from './sql/database-now.js';
export { deleteEndedPortalSessions } from './sql/delete-ended-portal-sessions.js';
export { deferDelivery } from './sql/defer-delivery.js';
export { dropPartitions } from './sql/drop-partitions.js';
export { dayName } from './sql/partitions.js';
export {
  announceFailingEndpoints,
  disableEndpoint,
  disableFailingEndpoints,
  type FailingEndpoint,
} from './sql/endpoint-health.js';
export { claimIdempotencyKeys, type IdempotencyClaim, type KeyedRequest } from './sql/claim-idempotency-keys.js';
export { dropIdempotencyKeys } from './sql/drop-idempotency-keys.js';
export { findIdempotencyKey, type FoundIdempotencyKey } from './sql/find-idempotency-key.js';
export { keepIdempotentAnswers, type KeptAnswer } from './sql/keep-idempotent-answers.js';
export { releaseIdempotencyKey } from './sql/release-idempotency-key.js';
export { eraseApplication, findErasures } from './sql/erase-application.js';
export { findApplication, type FoundApplication } from './sql/find-application.js';
export { findCaller, type FoundCaller } from './sql/find-caller.js';
export { findDueLanes, type DueLanes } from './sql/find-due-lanes.js';
export { findEventByKey, type KeyedEvent } from './sql/find-event-by-key.js';
export { isEndpointOwed } from './sql/is-endpoint-owed.js';
export { ingestEvents, type IngestedEvent, type NewEvent } from './sql/ingest-events.js';
export { quotaLock } from './sql/quota-lock.js';
export { openLanes, type LaneOpening } from './sql/open-lanes.js';
export { renewLanes } from './sql/renew-lanes.js';
export {
  readDueDeliveries,
  startOfLane,
  type DueDelivery,
  type LanePosition,
  type LaneRead,
} from './sql/read-due-deliveries.js';
export { readPayloads } from './sql/read-payloads.js';
export { readOrderedDeliveries, type OrderedRead, type OrderedRun } from './sql/read-ordered-deliveries.js';
export { keepLatestDeliveries } from './sql/keep-latest-deliveries.js';
export { replaceSubscriptions, type NewSubscription } from './sql/replace-subscriptions.js';
export { findLaneEdits, forgetLaneEdit, noteLaneEdits, type LaneEdit } from './sql/lane-edits.js';
export { reorderLane } from './sql/reorder-lane.js';
export { restartPolicies } from './sql/restart-policies.js';
export { readEndpointSettings, type EndpointSettings, type SealedSecret } from './sql/read-endpoint-settings.js';
export { recordOutcomes, type RecordedOutcome } from './sql/record-outcomes.js';
export { answerContext, secretContext } from './sealing-context.js';
export { cancelOwedDeliveries } from './sql/cancel-owed-deliveries.js';
export { isUnavailable } from './unavailable.js';
export { isUniqueViolation } from './unique-violation.js';
export { cancelDelivery } from './sql/cancel-delivery.js';
export { findDelivery, type FoundDelivery } from './sql/find-delivery.js';
export { findAttempt } from './sql/find-attempt.js';
export { readAttemptsMade, type AttemptMade } from './sql/read-attempts-made.js';
export { findEvent, findEventKeys, type FoundEvent } from './sql/find-event.js';
export { findEventType, type FoundEventType } from './sql/find-event-type.js';
export { findEventTypeSample } from './sql/find-event-type-sample.js';
export { findUnknownPatterns } from './sql/find-unknown-patterns.js';
export { importEventTypes, type ImportedEventType, type WrittenEventType } from './sql/import-event-types.js';
export { listAttempts, type ListedAttempt } from './sql/list-attempts.js';
export { listApplicationAttempts, type AttemptFilter, type AttemptSummary } from './sql/list-application-attempts.js';
export {
  isDeliveryKey,
  listDeliveries,
  type DeliveryFilter,
  type DeliveryInList,
  type ListedDelivery,
} from './sql/list-deliveries.js';
export type { PayloadFilter } from './sql/examine.js';
export { listAuditEntries, type AuditFilter, type ListedAuditEntry } from './sql/list-audit-entries.js';
export { recordAuditEntry } from './sql/record-audit-entry.js';
export {
  currentPosition,
  positionWithin,
  readNewAttempts,
  type CommitPosition,
  type NewAttempt,
  type NewAttempts,
} from './sql/read-new-attempts.js';
export { dropAuditEntries } from './sql/drop-audit-entries.js';
export { dropEndpointHours } from './sql/drop-endpoint-hours.js';
export {
  readEndpointHours,
  readEndpointPresent,
  type EndpointHour,
  type EndpointPresent,
} from './sql/read-endpoint-stats.js';
export { rollUpAttempts } from './sql/roll-up-attempts.js';
export { listEvents, type EventFilter, type ListedEvent } from './sql/list-events.js';
export { listPublicKeys, type PublicKeyFilter, type StoredPublicKey } from './sql/list-public-keys.js';
export { markCallerUsed } from './sql/mark-caller-used.js';
export { redeliverDelivery } from './sql/redeliver-delivery.js';
export { revokeApiKey, type Revocation } from './sql/revoke-api-key.js';
export { listRouting, type RoutedDelivery, type RoutedEndpoint } from './sql/list-routing.js';
export { advanceRedelivery, type RedeliveryStep } from './sql/advance-redelivery.js';
export { countRedelivery, type CountedRedelivery, type RedeliveryCount } from './sql/count-redelivery.js';
export { enqueueRedelivery, type EnqueuedRedelivery } from './sql/enqueue-redelivery.js';
export { findRedelivery, listRedeliveries, type ListedRedelivery } from './sql/list-redeliveries.js';
export { lockRedelivery, maxOwedByRedelivery, type OpenRedelivery } from './sql/lock-redelivery.js';
export { planByValues } from './sql/plan-by-values.js';
export { readBulkDeliveries } from './sql/read-bulk-deliveries.js';
export { redeliveryStatuses, type RedeliveryRange, type RedeliveryStatus } from './sql/redelivery-candidates.js';
export { dropRedeliveries, settleRedeliveries, type StoppingRedelivery } from './sql/settle-redeliveries.js';
export { finishStop } from './finish-stop.js';
export { cancelStoppedDeliveries, stopRedelivery } from './sql/stop-redelivery.js';

export { rulesFor } from './contract.js';
export type {
  Contract,
  ContractSettings,
  EventTypeDefinition,
  EventTypeRule,
  Header,
  JsonSchema,
  OutgoingEvent,
  SuccessRule,
} from './contract.js';
export { catalogue, contractOf, contracts, producers } from './contracts/index.js';
export type { CatalogueEntry, ContractName } from './contracts/index.js';
export { deliveryStates, transitions } from './delivery-state.js';
export type { DeliveryState } from './delivery-state.js';
export { outcomeClasses } from './outcome.js';
export type { OutcomeClass } from './outcome.js';
export { asyncApiOf } from './export/asyncapi.js';
export { cataloguePage } from './export/catalogue-page.js';
export { openApiOf } from './export/openapi.js';
export { eventTypesFromOpenApi } from './import/event-types-from-openapi.js';
export type { ImportFault, ImportedEventTypes } from './import/event-types-from-openapi.js';
export { matchingPatterns, validateEventTypeName, validatePattern } from './patterns.js';
export { isObjectText, sliceElements, sliceMembers } from './raw-json.js';
export { builtInRetryPolicies } from './retry-policy.js';
export type { BuiltInRetryPolicyName, ExponentialBackoff, RetryPolicy } from './retry-policy.js';
export { emit } from './producers/emit.js';
export type { EmitOptions, EventToEmit, PgTransaction, PrismaTransaction, Transaction } from './producers/emit.js';
export type { Produce, ProduceOptions, Producer } from './producers/producer.js';
export type { ValueOf } from './producers/value-of.js';
export { version } from './version.js';
export { operatorApplicationUid, platformCategory, platformEventTypes } from './platform-events.js';
export type { PlatformEventName, PlatformEventPayload } from './platform-events.js';
export { compileFilter } from './filters/compile-filter.js';
export { explainFilter, matchesFilter, type Mismatch } from './filters/explain-filter.js';
export type { Filter } from './filters/filter.js';
export { filterSchema } from './filters/filter-schema.js';
export { JsonTree } from './filters/json-tree.js';
export { isReadable } from './filters/readable.js';
export { readFilter, type FilterFault, type ReadFilter } from './filters/read-filter.js';

import type { AttemptFilter, DeliveryFilter } from '#persistence';
import { uuidOfParameter } from '../http/id-query.js';
import { payloadFilterOf } from '../http/payload-query.js';
import { spanOf } from '../http/span.js';
import type { AttemptQueryDto } from './attempts.dto.js';
import type { DeliveryQueryDto } from './deliveries.dto.js';

/** @throws ProblemError `invalid_query` */
export function deliveryFilter(query: DeliveryQueryDto): DeliveryFilter {
  const { endpoint, event, status, eventType, outcome, responseStatus } = query;
  const payload = payloadFilterOf(query);
  return {
    ...(endpoint !== undefined && { endpointId: endpointIdOf(endpoint) }),
    ...(event !== undefined && { eventId: uuidOfParameter({ name: 'event', text: event, kinds: ['event'] }) }),
    ...(status !== undefined && { state: status }),
    ...(eventType !== undefined && { eventTypes: eventType }),
    ...(outcome !== undefined && { outcome }),
    ...(responseStatus !== undefined && { responseStatus }),
    ...(payload !== undefined && { payload }),
    ...spanOf(query),
  };
}

/** @throws ProblemError `invalid_query` */
export function attemptFilter(query: AttemptQueryDto): AttemptFilter {
  const { endpoint, outcome, status } = query;
  return {
    ...(endpoint !== undefined && { endpointId: endpointIdOf(endpoint) }),
    ...(outcome !== undefined && { outcome }),
    ...(status !== undefined && { status }),
    ...spanOf(query),
  };
}

function endpointIdOf(text: string): string {
  return uuidOfParameter({ name: 'endpoint', text, kinds: ['endpoint'] });
}

import { parsePublicId, type AttemptFilter, type DeliveryFilter, type IdKind } from '#persistence';
import { payloadFilterOf } from '../http/payload-query.js';
import { spanOf } from '../http/span.js';
import type { AttemptQueryDto, DeliveryQueryDto } from './deliveries.dto.js';

/** Lowest of all ids: no row has it, so that an id that is none finds nothing, as one that is unknown. */
const nobody = '00000000-0000-0000-0000-000000000000';

export function deliveryFilter(query: DeliveryQueryDto): DeliveryFilter {
  const { endpoint, event, status, eventType, outcome, responseStatus } = query;
  const payload = payloadFilterOf(query);
  return {
    ...(endpoint !== undefined && { endpointId: idOf('endpoint', endpoint) }),
    ...(event !== undefined && { eventId: idOf('event', event) }),
    ...(status !== undefined && { state: status }),
    ...(eventType !== undefined && { eventTypes: eventType }),
    ...(outcome !== undefined && { outcome }),
    ...(responseStatus !== undefined && { responseStatus }),
    ...(payload !== undefined && { payload }),
    ...spanOf(query),
  };
}

export function attemptFilter(query: AttemptQueryDto): AttemptFilter {
  const { endpoint, outcome, status } = query;
  return {
    ...(endpoint !== undefined && { endpointId: idOf('endpoint', endpoint) }),
    ...(outcome !== undefined && { outcome }),
    ...(status !== undefined && { status }),
    ...spanOf(query),
  };
}

function idOf(kind: IdKind, text: string): string {
  return parsePublicId(kind, text) ?? nobody;
}

import { parsePublicId, type DeliveryFilter, type IdKind } from '#persistence';
import { spanOf } from '../http/span.js';
import type { DeliveryQueryDto } from './deliveries.dto.js';

/** Lowest of all ids: no row has it, so that an id that is none finds nothing, as one that is unknown. */
const nobody = '00000000-0000-0000-0000-000000000000';

export function deliveryFilter(query: DeliveryQueryDto): DeliveryFilter {
  const { endpoint, event, status, eventType } = query;
  return {
    ...(endpoint !== undefined && { endpointId: idOf('endpoint', endpoint) }),
    ...(event !== undefined && { eventId: idOf('event', event) }),
    ...(status !== undefined && { state: status }),
    ...(eventType !== undefined && { eventType }),
    ...spanOf(query),
  };
}

function idOf(kind: IdKind, text: string): string {
  return parsePublicId(kind, text) ?? nobody;
}

import { parsePublicId, type EventFilter } from '#persistence';
import { payloadFilterOf } from '../http/payload-query.js';
import { spanOf } from '../http/span.js';
import type { EventQueryDto } from './events.dto.js';

/** Lowest of all ids: no row has it, so that an id that is none finds nothing, as one that is unknown. */
const nobody = '00000000-0000-0000-0000-000000000000';

export function eventFilter(query: EventQueryDto): EventFilter {
  const { id, operatorId, type, orderingKey } = query;
  const payload = payloadFilterOf(query);
  return {
    ...(id !== undefined && { id: parsePublicId('event', id) ?? nobody }),
    ...(operatorId !== undefined && { operatorId }),
    ...(type !== undefined && { types: type }),
    ...(orderingKey !== undefined && { orderingKey }),
    ...(payload !== undefined && { payload }),
    ...spanOf(query),
  };
}

import type { EventFilter } from '#persistence';
import { uuidOfParameter } from '../http/id-query.js';
import { payloadFilterOf } from '../http/payload-query.js';
import { spanOf } from '../http/span.js';
import type { EventQueryDto } from './events.dto.js';

/** @throws ProblemError `invalid_query` */
export function eventFilter(query: EventQueryDto): EventFilter {
  const { id, operatorId, type, orderingKey } = query;
  const payload = payloadFilterOf(query);
  return {
    ...(id !== undefined && { id: uuidOfParameter({ name: 'id', text: id, kinds: ['event'] }) }),
    ...(operatorId !== undefined && { operatorId }),
    ...(type !== undefined && { types: type }),
    ...(orderingKey !== undefined && { orderingKey }),
    ...(payload !== undefined && { payload }),
    ...spanOf(query),
  };
}

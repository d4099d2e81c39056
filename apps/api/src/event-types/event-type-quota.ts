import type { Limits } from '#config';
import type { Quota } from '../core/hold-quota.js';

/** How many event types of the operator's own there may be, however they come into the catalogue. */
export function eventTypeQuota({ maxEventTypes }: Limits): Omit<Quota, 'count'> {
  return { name: 'event types', max: maxEventTypes, code: 'too_many_event_types', of: 'event types of your own' };
}

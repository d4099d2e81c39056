import { parseTimestamp } from './field-rules.js';

/** The span of time that a query asks for, its texts being valid. */
export function spanOf(query: { since?: string; until?: string }): { since?: Date; until?: Date } {
  const since = query.since === undefined ? undefined : parseTimestamp(query.since);
  const until = query.until === undefined ? undefined : parseTimestamp(query.until);
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

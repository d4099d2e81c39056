import { validatePattern } from '#events';
import type { RedeliveryStatus } from '#persistence';
import { parseTimestamp } from '../http/field-rules.js';
import type { Fault } from '../http/problem-error.js';

/** What a client may say of a redelivery; the timestamps are valid. */
export interface RedeliveryFields {
  readonly since: string;
  readonly until?: string;
  readonly status?: RedeliveryStatus;
  readonly eventTypes?: readonly string[];
}

/** What is to be sent again: deliveries that are `status`, of events of a span of time that has passed. */
export interface RedeliveryRequest {
  readonly since: Date;
  readonly until: Date;
  readonly status: RedeliveryStatus;
  /** Patterns; none for all types. */
  readonly eventTypes: readonly string[];
}

const dayMs = 86_400_000;

/** The request that the fields make at the moment `now`, and what is wrong with it. */
export function readRequest(
  fields: RedeliveryFields,
  now: Date,
  retentionDays: number,
): { readonly request: RedeliveryRequest; readonly faults: readonly Fault[] } {
  const since = parseTimestamp(fields.since) ?? now;
  const named = fields.until === undefined ? now : (parseTimestamp(fields.until) ?? now);
  const until = named < now ? named : now;
  const eventTypes = fields.eventTypes ?? [];
  const faults = [
    ...faultsOfSpan(since, until, oldestKept(now, retentionDays), retentionDays),
    ...eventTypes.flatMap((pattern, index) => faultAt(index, validatePattern(pattern))),
  ];
  return { request: { since, until, status: fields.status ?? 'failed', eventTypes }, faults };
}

export function faultAt(index: number, detail: string | undefined): Fault[] {
  return detail === undefined ? [] : [{ pointer: `/eventTypes/${index}`, detail }];
}

/** Days are kept whole. */
function oldestKept(now: Date, retentionDays: number): Date {
  return new Date((Math.floor(now.getTime() / dayMs) - retentionDays) * dayMs);
}

function faultsOfSpan(since: Date, until: Date, oldest: Date, retentionDays: number): Fault[] {
  if (since < oldest) {
    const detail = `must be ${oldest.toISOString()} or later: events are kept for ${retentionDays} days`;
    return [{ pointer: '/since', detail }];
  }
  return since < until ? [] : [{ pointer: '/since', detail: 'must lie before `until` and in the past' }];
}

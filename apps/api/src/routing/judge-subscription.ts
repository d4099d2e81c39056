import { JsonTree, explainFilter, isReadable, readFilter, type Filter, type Mismatch } from '#events';

/** Every way in which one subscription can see an event. */
export const subscriptionReasons = ['matched', 'other_event_type', 'filter_not_matched', 'payload_unreadable'] as const;
export type SubscriptionReason = (typeof subscriptionReasons)[number];

/** An event as subscriptions see it. */
export interface JudgedEvent {
  readonly type: string;
  /** Every pattern that matches the type. */
  readonly patterns: readonly string[];
  readonly payload: JsonTree;
  /** Whether filters can see the payload at all. */
  readonly readable: boolean;
}

export interface SubscriptionVerdict {
  /** The subscription's pattern. */
  readonly eventType: string;
  readonly reason: SubscriptionReason;
  /** A sentence for people. */
  readonly explanation: string;
  readonly mismatches: readonly Mismatch[];
}

export interface JudgedSubscription {
  readonly eventType: string;
  readonly filter?: Filter;
}

/** @param payloadText JSON text */
export function judgedEvent(type: string, patterns: readonly string[], payloadText: string): JudgedEvent {
  return { type, patterns, payload: new JsonTree(payloadText), readable: isReadable(payloadText) };
}

/** @throws Error when the filter was stored unchecked */
export function storedSubscription(row: { eventType: string; filter: string | null }): JudgedSubscription {
  if (row.filter === null) return { eventType: row.eventType };
  const read = readFilter(row.filter);
  if ('faults' in read) throw new Error(`bug: a filter was stored unchecked: ${JSON.stringify(read.faults)}`);
  return { eventType: row.eventType, filter: read.filter };
}

/** Whether a subscription wants an event, as the statement that accepts events decides it, and why not. */
export function judgeSubscription({ eventType, filter }: JudgedSubscription, event: JudgedEvent): SubscriptionVerdict {
  if (!event.patterns.includes(eventType)) {
    const explanation = `"${eventType}" does not match ${event.type}.`;
    return { eventType, reason: 'other_event_type', explanation, mismatches: [] };
  }
  if (filter === undefined) {
    return { eventType, reason: 'matched', explanation: `"${eventType}" matches ${event.type}.`, mismatches: [] };
  }
  if (!event.readable) {
    const explanation =
      'No filter matches the payload: it holds U+0000, half of a surrogate pair or a number beyond bounds.';
    return { eventType, reason: 'payload_unreadable', explanation, mismatches: [] };
  }
  const mismatches = explainFilter(filter, event.payload);
  const [first] = mismatches;
  return first === undefined
    ? { eventType, reason: 'matched', explanation: `"${eventType}" and its filter match.`, mismatches }
    : { eventType, reason: 'filter_not_matched', explanation: sentenceOf(first, mismatches.length - 1), mismatches };
}

function sentenceOf({ path, expected, found }: Mismatch, others: number): string {
  const field = path === '' ? 'The payload' : path;
  const more = others === 0 ? '' : ` (and ${others} more)`;
  return `${field} is ${found ?? 'missing'}, but the filter asks: ${expected}${more}.`;
}

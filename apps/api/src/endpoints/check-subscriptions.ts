import { compileFilter, readFilter, sliceElements, sliceMembers, validatePattern, type Filter } from '#events';
import { findUnknownPatterns, type NewSubscription, type Queryable } from '#persistence';
import { ProblemError, maxFaults, type Fault } from '../http/problem-error.js';
import type { SubscriptionDto } from './endpoint-requests.dto.js';

/** A subscription as a client gives it. */
export interface SubscriptionFields {
  readonly eventType: string;
  /** The source of its filter, digit by digit. */
  readonly filterText?: string;
}

export interface CheckedSubscription {
  readonly eventType: string;
  readonly filter?: { readonly text: string; readonly parsed: Filter };
}

/** @param bodyText JSON text of the request whose `subscriptions` these are */
export function subscriptionFields(subscriptions: readonly SubscriptionDto[], bodyText: string): SubscriptionFields[] {
  const texts = sliceElements(sliceMembers(bodyText).get('subscriptions') ?? '[]');
  return subscriptions.map(({ eventType }, index) => {
    const filterText = sliceMembers(texts[index] ?? '{}').get('filter');
    return { eventType, ...(filterText !== undefined && { filterText }) };
  });
}

/** What is wrong with the patterns of an endpoint's subscriptions; the catalogue is asked when nothing else is. */
export async function faultsOfPatterns(db: Queryable, patterns: readonly string[]): Promise<Fault[]> {
  const malformed = patterns.flatMap((pattern, index) => faultAt(index, faultOf(pattern, index, patterns)));
  if (malformed.length > 0 || patterns.length === 0) return malformed;
  const unknown = new Set(await findUnknownPatterns(db, patterns));
  return patterns.flatMap((pattern, index) =>
    faultAt(index, unknown.has(pattern) ? 'matches no event type of the catalogue' : undefined),
  );
}

/** @throws ProblemError `filter_invalid` with a pointer to every part of a filter that is at fault */
export function readFilters(subscriptions: readonly SubscriptionFields[]): CheckedSubscription[] {
  const faults: Fault[] = [];
  const checked = subscriptions.map(({ eventType, filterText }, index) => {
    if (filterText === undefined) return { eventType };
    const read = readFilter(filterText);
    if ('filter' in read) return { eventType, filter: { text: filterText, parsed: read.filter } };
    const within = `/subscriptions/${index}/filter`;
    faults.push(...read.faults.map(({ pointer, detail }) => ({ pointer: within + pointer, detail })));
    return { eventType };
  });
  if (faults.length > 0) throw new ProblemError('filter_invalid', { errors: faults.slice(0, maxFaults) });
  return checked;
}

export function toNewSubscription({ eventType, filter }: CheckedSubscription): NewSubscription {
  if (filter === undefined) return { eventType };
  return { eventType, filter: { text: filter.text, condition: compileFilter(filter.parsed) } };
}

function faultOf(pattern: string, index: number, all: readonly string[]): string | undefined {
  return validatePattern(pattern) ?? (all.indexOf(pattern) < index ? 'is subscribed already' : undefined);
}

function faultAt(index: number, detail: string | undefined): Fault[] {
  return detail === undefined ? [] : [{ pointer: `/subscriptions/${index}/eventType`, detail }];
}

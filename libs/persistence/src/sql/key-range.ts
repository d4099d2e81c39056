import { firstUuidAt } from '../ids.js';
import type { PageRequest } from '../page.js';
import type { Parameters } from './parameters.js';

/** UUIDs from `lower`, inclusive, to `upper`, exclusive, walked from the newest or, backwards, from the oldest. */
export interface KeyRange {
  readonly lower: string;
  readonly upper: string;
  readonly backwards: boolean;
}

/** When what is listed was accepted: from, inclusive, and to, exclusive. */
export interface Span {
  readonly since?: Date;
  readonly until?: Date;
}

const lowest = '00000000-0000-0000-0000-000000000000';
/** No UUIDv7 is as high. */
const highest = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The keys that a page may hold: those of the span, beyond the cursor. UUIDv7 carry their time, so a span is a range. */
export function keyRange({ cursor }: PageRequest, { since, until }: Span): KeyRange {
  const from = since === undefined ? lowest : firstUuidAt(since.getTime());
  const to = until === undefined ? highest : firstUuidAt(until.getTime());
  const backwards = cursor?.direction === 'before';
  if (cursor === undefined) return { lower: from, upper: to, backwards };
  return backwards
    ? { lower: later(from, uuidAfter(cursor.key)), upper: to, backwards }
    : { lower: from, upper: earlier(to, cursor.key), backwards };
}

/** The range cut down to one key; of a key outside of it nothing is left. */
export function onlyKey(range: KeyRange, key: string): KeyRange {
  return { ...range, lower: later(range.lower, key), upper: earlier(range.upper, uuidAfter(key)) };
}

function uuidAfter(uuid: string): string {
  const next = BigInt(`0x${uuid.replaceAll('-', '')}`) + 1n;
  const hex = next.toString(16).padStart(32, '0').slice(-32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** UUIDs in lower case sort as their texts do. */
function later(one: string, other: string): string {
  return one > other ? one : other;
}

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}

/** An index on (owner, key) of a partitioned table, and whose entries to walk. */
export interface Walk {
  readonly owner: string;
  readonly key: string;
  readonly ownerId: string;
  /** `uuid` if it does not say. */
  readonly ownerType?: 'uuid' | 'text';
  readonly range: KeyRange;
}

/**
 * Condition and order of a walk along an index on (owner, key). They are written over both columns as one row and
 * not as `owner = …`, which would let the planner walk the primary key instead and drop what is another's: cheap by
 * the statistics, endless when these are young. This order only that index has (ADR 7).
 */
export function walkAlong(parameters: Parameters, { owner, key, ownerId, ownerType = 'uuid', range }: Walk): WalkText {
  const id = parameters.place(ownerId, ownerType);
  const [lower, upper] = [range.lower, range.upper].map((value) => parameters.place(value, 'uuid'));
  return {
    where: `(${owner}, ${key}) >= (${id}, ${lower}) and (${owner}, ${key}) < (${id}, ${upper})
            and ${key} >= ${lower} and ${key} < ${upper}`,
    order: orderBy([owner, key], range),
  };
}

export interface WalkText {
  readonly where: string;
  readonly order: string;
}

/** `a desc, b desc`, or ascending where the walk goes backwards. */
export function orderBy(columns: readonly string[], { backwards }: Pick<KeyRange, 'backwards'>): string {
  return columns.map((column) => `${column} ${backwards ? 'asc' : 'desc'}`).join(', ');
}

import { createHash } from 'node:crypto';

/** A page to read from a list that runs from newest to oldest by a unique key. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: Cursor;
}

/** A page of a list that has a name, by which its cursors are told from those of others. */
export interface ListRequest extends PageRequest {
  /** What is listed, and of what: no two lists have the same, and one has it at every process. */
  readonly list: string;
}

/** Where a page begins: strictly after (older than) or before (newer than) a key. */
export interface Cursor {
  readonly direction: 'after' | 'before';
  readonly key: string;
}

export interface Page<Item> {
  readonly data: readonly Item[];
  /** Cursor of the older page, or null at the end. */
  readonly next: string | null;
  /** Cursor of the newer page, or null at the beginning. */
  readonly previous: string | null;
}

/** Bytes of the digest that a cursor begins with. */
const sealBytes = 6;

/** The text of a cursor in the list of this name: position and name under a digest, then the position. */
export function encodeCursor(cursor: Cursor, list: string): string {
  const position = `${cursor.direction === 'after' ? 'a' : 'b'}${cursor.key}`;
  const digest = createHash('sha256')
    .update(JSON.stringify([list, position]))
    .digest();
  return Buffer.concat([digest.subarray(0, sealBytes), Buffer.from(position)]).toString('base64url');
}

/**
 * The cursor of a text that `encodeCursor` made for this list; undefined for any other. The digest is against mistakes
 * and has no key: whoever forges a cursor names a position in a list that is theirs to read from anywhere.
 */
export function decodeCursor(text: string, list: string): Cursor | undefined {
  const position = Buffer.from(text, 'base64url').subarray(sealBytes).toString();
  const direction = position[0] === 'a' ? 'after' : position[0] === 'b' ? 'before' : undefined;
  const key = position.slice(1);
  if (direction === undefined || key === '') return undefined;
  const cursor = { direction, key } as const;
  return encodeCursor(cursor, list) === text ? cursor : undefined;
}

/**
 * Makes a page of `rows`, which were read in the cursor's direction (newest first, or oldest first when it is
 * `before`) with one row more than the limit: that one tells whether the list goes on.
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  request: ListRequest,
  keyOf: (row: Row) => string,
  toItem: (row: Row) => Item,
): Page<Item> {
  const cursorTo = (direction: Cursor['direction'], key: string) => encodeCursor({ direction, key }, request.list);
  const backwards = request.cursor?.direction === 'before';
  const goesOn = rows.length > request.limit;
  const kept = rows.slice(0, request.limit);
  if (backwards) kept.reverse();
  const newest = kept[0];
  const oldest = kept.at(-1);
  const hasOlder = backwards || goesOn;
  const hasNewer = backwards ? goesOn : request.cursor !== undefined;
  return {
    data: kept.map(toItem),
    next: hasOlder && oldest !== undefined ? cursorTo('after', keyOf(oldest)) : null,
    previous: hasNewer && newest !== undefined ? cursorTo('before', keyOf(newest)) : null,
  };
}

/** What was read for a page of a list that looks at a bounded number of rows. */
export interface Examined<Row> {
  /** In the cursor's direction, at most one more than the limit. */
  readonly matches: readonly Row[];
  /** Key of the row at which the look ended; undefined when the list did. */
  readonly examinedTo: string | undefined;
}

/** Beyond every key at either end of a list of UUIDs. */
const [oldestEnd, newestEnd] = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

/** Makes a page of what was examined. It may be short, even empty, and still not be the last. */
export function examinedPageOf<Row, Item>(
  { matches, examinedTo }: Examined<Row>,
  request: ListRequest,
  keyOf: (row: Row) => string,
  toItem: (row: Row) => Item,
): Page<Item> {
  const cursorTo = (direction: Cursor['direction'], key: string) => encodeCursor({ direction, key }, request.list);
  const page = pageOf(matches, request, keyOf, toItem);
  if (matches.length > request.limit) return page;
  const backwards = request.cursor?.direction === 'before';
  const goesOn = examinedTo === undefined ? null : cursorTo(backwards ? 'before' : 'after', examinedTo);
  if (page.data.length > 0) return backwards ? { ...page, previous: goesOn } : { ...page, next: goesOn };
  // Nothing to name a neighbour by: the way back is from where the look ended, or from the end of the list.
  const back = backwards
    ? cursorTo('after', examinedTo ?? newestEnd)
    : request.cursor && cursorTo('before', examinedTo ?? oldestEnd);
  return { data: [], next: backwards ? (back ?? null) : goesOn, previous: backwards ? goesOn : (back ?? null) };
}

/** A page to read from a list that runs from newest to oldest by a unique key. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: Cursor;
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

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(`${cursor.direction === 'after' ? 'a' : 'b'}${cursor.key}`).toString('base64url');
}

/** The cursor of a text that `encodeCursor` made; undefined for any other. */
export function decodeCursor(text: string): Cursor | undefined {
  const decoded = Buffer.from(text, 'base64url').toString();
  const direction = decoded[0] === 'a' ? 'after' : decoded[0] === 'b' ? 'before' : undefined;
  const key = decoded.slice(1);
  if (direction === undefined || key === '') return undefined;
  const cursor = { direction, key } as const;
  return encodeCursor(cursor) === text ? cursor : undefined;
}

/**
 * Makes a page of `rows`, which were read in the cursor's direction (newest first, or oldest first when it is
 * `before`) with one row more than the limit: that one tells whether the list goes on.
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  request: PageRequest,
  keyOf: (row: Row) => string,
  toItem: (row: Row) => Item,
): Page<Item> {
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
    next: hasOlder && oldest !== undefined ? encodeCursor({ direction: 'after', key: keyOf(oldest) }) : null,
    previous: hasNewer && newest !== undefined ? encodeCursor({ direction: 'before', key: keyOf(newest) }) : null,
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
  request: PageRequest,
  keyOf: (row: Row) => string,
  toItem: (row: Row) => Item,
): Page<Item> {
  const page = pageOf(matches, request, keyOf, toItem);
  if (matches.length > request.limit) return page;
  const backwards = request.cursor?.direction === 'before';
  const goesOn =
    examinedTo === undefined ? null : encodeCursor({ direction: backwards ? 'before' : 'after', key: examinedTo });
  if (page.data.length > 0) return backwards ? { ...page, previous: goesOn } : { ...page, next: goesOn };
  // Nothing to name a neighbour by: the way back is from where the look ended, or from the end of the list.
  const back = backwards
    ? encodeCursor({ direction: 'after', key: examinedTo ?? newestEnd })
    : request.cursor && encodeCursor({ direction: 'before', key: examinedTo ?? oldestEnd });
  return { data: [], next: backwards ? (back ?? null) : goesOn, previous: backwards ? goesOn : (back ?? null) };
}

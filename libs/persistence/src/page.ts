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

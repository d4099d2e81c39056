import { describe, expect, it } from '@jest/globals';
import { decodeCursor, pageOf, type Cursor, type Page } from './page.js';

const keys = ['f', 'e', 'd', 'c', 'b', 'a'];

/** Reads `keys` as a database would: newest first, or oldest first when walking back. */
function read(limit: number, cursor?: Cursor): Page<string> {
  const backwards = cursor?.direction === 'before';
  const rows = (backwards ? [...keys].reverse() : keys).filter((key) => {
    if (cursor === undefined) return true;
    return backwards ? key > cursor.key : key < cursor.key;
  });
  const request = { limit, ...(cursor && { cursor }) };
  return pageOf(rows.slice(0, limit + 1), request, String, String);
}

const follow = (limit: number, cursor: string | null): Page<string> =>
  read(limit, cursor === null ? undefined : decodeCursor(cursor));

describe('pages', () => {
  it('walk to the end and back again', () => {
    const first = read(2);
    expect(first.data).toEqual(['f', 'e']);
    expect(first.previous).toBeNull();
    const second = follow(2, first.next);
    expect(second.data).toEqual(['d', 'c']);
    const third = follow(2, second.next);
    expect(third.data).toEqual(['b', 'a']);
    expect(third.next).toBeNull();
    const back = follow(2, third.previous);
    expect(back.data).toEqual(['d', 'c']);
    expect(follow(2, back.previous).data).toEqual(['f', 'e']);
    expect(follow(2, back.previous).previous).toBeNull();
  });

  it.each(['', 'x', 'Zg', 'a!', 'YQ'])('know %j as no cursor', (text) => {
    expect(decodeCursor(text)).toBeUndefined();
  });
});

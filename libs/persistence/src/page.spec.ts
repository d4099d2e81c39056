import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor, pageOf, type Cursor, type Page } from './page.js';

const keys = ['f', 'e', 'd', 'c', 'b', 'a'];

/** Reads `keys` as a database would: newest first, or oldest first when walking back. */
function read(limit: number, cursor?: Cursor): Page<string> {
  const backwards = cursor?.direction === 'before';
  const rows = (backwards ? [...keys].reverse() : keys).filter((key) => {
    if (cursor === undefined) return true;
    return backwards ? key > cursor.key : key < cursor.key;
  });
  const request = { limit, list: 'letters', ...(cursor && { cursor }) };
  return pageOf(rows.slice(0, limit + 1), request, String, String);
}

const follow = (limit: number, cursor: string | null): Page<string> =>
  read(limit, cursor === null ? undefined : decodeCursor(cursor, 'letters'));

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

  it.each(['', 'x', 'Zg', 'a!', 'YQ', 'AAAAAAAAYWE'])('know %j as no cursor', (text) => {
    expect(decodeCursor(text, 'letters')).toBeUndefined();
  });

  it('have cursors of their own list alone', () => {
    const text = encodeCursor({ direction: 'after', key: 'b' }, 'letters');
    expect(decodeCursor(text, 'letters')).toEqual({ direction: 'after', key: 'b' });
    expect(decodeCursor(text, 'letters of alpha')).toBeUndefined();
  });

  it('refuse a cursor of which any bit was turned', () => {
    const text = encodeCursor({ direction: 'before', key: 'a key' }, 'letters');
    const bytes = Buffer.from(text, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const tampered = Buffer.from(bytes);
      tampered[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeCursor(tampered.toString('base64url'), 'letters')).toBeUndefined();
    }
  });
});

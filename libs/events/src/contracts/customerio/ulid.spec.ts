import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ulidOf } from './ulid.js';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

describe('ulidOf', () => {
  it('writes the bits of a uuid in Crockford’s base 32', () => {
    expect(ulidOf('ffffffff-ffff-ffff-ffff-ffffffffffff')).toBe('7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
    expect(ulidOf('00000000-0000-0000-0000-000000000001')).toBe('00000000000000000000000001');
  });

  it('loses no bit of any uuid', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        const ulid = ulidOf(uuid);
        expect(ulid).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
        const value = Array.from(ulid).reduce((sum, letter) => sum * 32n + BigInt(alphabet.indexOf(letter)), 0n);
        expect(value).toBe(BigInt(`0x${uuid.replaceAll('-', '')}`));
      }),
    );
  });
});

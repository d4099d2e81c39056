import { describe, expect, it } from '@jest/globals';
import { bearerCredential, describeCredential, hashOfCredential, mintCredential, standsInQuery } from './credential.js';

describe('a credential', () => {
  it.each([
    ['apiKey', /^ptr_[\w-]{43}$/],
    ['portalSession', /^ptrp_[\w-]{43}$/],
  ] as const)('of the kind %s is 256 random bits behind a prefix, and known by its hash alone', (kind, pattern) => {
    const [one, other] = [mintCredential(kind), mintCredential(kind)];
    expect(one.text).toMatch(pattern);
    expect(one.text).not.toBe(other.text);
    expect(one.hash).toEqual(hashOfCredential(one.text));
    expect(one.text.startsWith(one.hint.slice(0, -1))).toBe(true);
    expect(one.hint).toMatch(/^ptrp?_[\w-]{4}…$/);
  });

  it('never shows more than half of a short one', () => {
    expect(describeCredential('12345678').hint).toBe('1234…');
  });

  it.each(['Bearer abc', 'bearer abc', 'BEARER   abc ', 'Bearer abc'])('is read from %j', (header) => {
    expect(bearerCredential(header)).toBe('abc');
  });

  it.each([
    undefined,
    '',
    'abc',
    'Basic abc',
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Bearer é',
    `Bearer ${'x'.repeat(513)}`,
  ])('is not read from %j', (header) => {
    expect(bearerCredential(header)).toBeUndefined();
  });

  it.each(['/v1/x?token=ptrp_abc', '/v1/x?a=1&key=ptr_abc', '/v1/x?access_token=abc', '/v1/x?auth=Bearer%20ptr_abc'])(
    'E3: is found in the query of %s',
    (url) => {
      expect(standsInQuery(url)).toBe(true);
    },
  );

  it.each(['/v1/x', '/v1/ptr_abc', '/v1/x?limit=5&cursor=YTAx', '/v1/x?name=my-ptr_abc'])(
    'is not found in the query of %s',
    (url) => {
      expect(standsInQuery(url)).toBe(false);
    },
  );
});

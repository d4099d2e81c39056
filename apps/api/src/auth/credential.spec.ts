import { describe, expect, it } from '@jest/globals';
import { bearerCredential, describeCredential, hashOfCredential, mintCredential } from './credential.js';

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
});

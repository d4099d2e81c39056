import { describe, expect, it } from '@jest/globals';
import { bearerKey, describeApiKey, hashOfApiKey, mintApiKey } from './api-key.js';

describe('an API key', () => {
  it('is 256 random bits behind a prefix, and known by its hash alone', () => {
    const [one, other] = [mintApiKey(), mintApiKey()];
    expect(one.text).toMatch(/^ptr_[\w-]{43}$/);
    expect(one.text).not.toBe(other.text);
    expect(one.hash).toEqual(hashOfApiKey(one.text));
    expect(one.text.startsWith(one.hint.slice(0, -1))).toBe(true);
    expect(one.hint).toHaveLength(9);
  });

  it('never shows more than half of a short key', () => {
    expect(describeApiKey('12345678').hint).toBe('1234…');
  });

  it.each(['Bearer abc', 'bearer abc', 'BEARER   abc ', 'Bearer abc'])('is read from %j', (header) => {
    expect(bearerKey(header)).toBe('abc');
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
    expect(bearerKey(header)).toBeUndefined();
  });
});

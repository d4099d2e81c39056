import { describe, expect, it } from '@jest/globals';
import { isReadable } from './readable.js';

describe('a payload that PostgreSQL', () => {
  it.each([
    '{"a":"\\ud83d\\ude00","b":"😀"}',
    '"\\\\u0000 \\\\ud800"',
    '"\\u00e9\\"\\\\"',
    '["1e999999", 1e400, -0.0, 9007199254740993]',
    '"\\uD83D\\uDE00\\ud83d\\ude00"',
  ])('can read: %s', (text) => {
    expect(JSON.parse(text)).toBeDefined();
    expect(isReadable(text)).toBe(true);
  });

  it.each([
    '{"a":"\\u0000"}',
    '{"\\u0000":1}',
    '"\\ud83d"',
    '"\\ude00"',
    '"\\ud83d \\ude00"',
    '"\\ud83d\\n"',
    '"\\ud83d\\ud83d\\ude00"',
    '"\\\\\\ud83d"',
    '{"a":1e999999,"a":1}',
    '[1,[1e-999999]]',
  ])('cannot read: %s', (text) => {
    expect(JSON.parse(text)).toBeDefined();
    expect(isReadable(text)).toBe(false);
  });

  it('is told of a megabyte without running out of anything', () => {
    expect(isReadable(JSON.stringify('a\\"'.repeat(350_000)))).toBe(true);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDeeperThan } from './json-body.js';

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

describe('the depth of a JSON text', () => {
  it('is that of the value, whatever its strings hold', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, noUnicodeString: false }), (value) => {
        const depth = depthOf(value);
        const text = JSON.stringify(value);
        expect(isDeeperThan(text, depth)).toBe(false);
        expect(depth === 0 || isDeeperThan(text, depth - 1)).toBe(true);
      }),
    );
  });

  it.each([
    ['brackets within a string', '"[[[["', 0],
    ['a quote that is escaped', '["\\"[[[["]', 1],
    ['a backslash that is escaped', '["\\\\", ["x"]]', 2],
    ['a string that never ends', '["[[[', 1],
  ])('counts %s', (_name, text, depth) => {
    expect(isDeeperThan(text, depth)).toBe(false);
    expect(isDeeperThan(text, depth - 1)).toBe(depth > 0);
  });

  it('is judged without recursion', () => {
    expect(isDeeperThan('['.repeat(1_000_000), 100)).toBe(true);
  });
});

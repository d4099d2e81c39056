import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { faultOfShape } from './json-shape.js';

const isDeeperThan = (text: string, maxDepth: number) =>
  faultOfShape(text, { maxDepth, maxKeys: Infinity }) !== undefined;
const hasMoreKeysThan = (text: string, maxKeys: number) =>
  faultOfShape(text, { maxDepth: Infinity, maxKeys }) !== undefined;

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

const keysOf = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value).reduce<number>((sum, part) => sum + keysOf(part), 0);
  return inside + (Array.isArray(value) ? 0 : Object.keys(value).length);
};

describe('the shape of a JSON text', () => {
  it('is that of the value, whatever its strings hold', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, noUnicodeString: false }), (value) => {
        const [depth, keys] = [depthOf(value), keysOf(value)];
        const text = JSON.stringify(value);
        expect([isDeeperThan(text, depth), hasMoreKeysThan(text, keys)]).toEqual([false, false]);
        expect(depth === 0 || isDeeperThan(text, depth - 1)).toBe(true);
        expect(keys === 0 || hasMoreKeysThan(text, keys - 1)).toBe(true);
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

  it('is told with the bound that it exceeds', () => {
    const bounds = { maxDepth: 1, maxKeys: 1 };
    expect(faultOfShape('[[]]', bounds)).toContain('1 levels');
    expect(faultOfShape('{"a":1,"b":2}', bounds)).toContain('1 keys');
  });
});

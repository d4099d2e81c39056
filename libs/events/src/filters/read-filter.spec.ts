import { describe, expect, it } from '@jest/globals';
import { readFilter } from './read-filter.js';

const faultsOf = (filter: unknown) => {
  const read = readFilter(typeof filter === 'string' ? filter : JSON.stringify(filter));
  return 'faults' in read ? read.faults.map(({ pointer }) => pointer) : 'none';
};
const nested = (depth: number): unknown => (depth === 1 ? { path: '', exists: true } : { not: nested(depth - 1) });
const values = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('a filter', () => {
  it.each<[string, unknown]>([
    ['of one test', { path: '/a', eq: null }],
    ['of several tests', { path: '/a~1b/~0', gte: 1, lt: 'b', prefix: '', in: [1, 'a', true, null] }],
    ['of the whole payload', { path: '', exists: false }],
    [
      'of elements',
      {
        path: '/lines',
        any: {
          and: [
            { path: '/sku', prefix: 'T' },
            { path: '', exists: true },
          ],
        },
      },
    ],
    ['of filters', { or: [{ and: [{ path: '/', eq: 1 }] }, { not: { path: '/b', exists: true } }] }],
    ['8 deep', nested(8)],
    ['of 32 filters', { or: Array(31).fill({ path: '/a', eq: 1 }) }],
    [
      'of 64 values',
      {
        and: [
          { path: '/a', in: values(50) },
          { path: '/a', in: values(14) },
        ],
      },
    ],
    ['through 2 numbers', { path: '/0/a/00', any: { path: '/2/-1', eq: 1 } }],
    ['with huge numbers', '{"path":"/a","gt":-1e400}'],
  ])('%s is read', (_name, filter) => {
    expect(faultsOf(filter)).toBe('none');
  });

  it.each<[string, unknown, readonly string[]]>([
    ['that is no object', [], ['']],
    ['that is null', null, ['']],
    ['of nothing', {}, ['']],
    ['of two kinds', { and: [{ path: '', eq: 1 }], or: [] }, ['/or']],
    ['of a path alone', { path: '/a' }, ['']],
    ['with an unknown operator', { path: '/a', eq: 1, ne: 2 }, ['/ne']],
    ['with "exists" beside another', { path: '/a', exists: true, eq: 2 }, ['/eq']],
    ['with "exists" that is no boolean', { path: '/a', exists: null }, ['/exists']],
    ['of an empty list', { and: [] }, ['/and']],
    ['of a list that is none', { or: { path: '/a', eq: 1 } }, ['/or']],
    ['with an empty set', { path: '/a', in: [] }, ['/in']],
    ['with a set that is none', { path: '/a', in: 'abc' }, ['/in']],
    ['with a path that is no pointer', { not: { path: 'a.b', eq: 1 } }, ['/not/path']],
    ['with a path of a wrong escape', { path: '/~2', eq: 1 }, ['/path']],
    ['with a path that is no string', { path: 1, eq: 1 }, ['/path']],
    ['with a path of 17 steps', { path: '/a'.repeat(17), eq: 1 }, ['/path']],
    ['through 3 numbers', { path: '/0', any: { path: '/2/3', eq: 1 } }, ['/any/path']],
    ['with "any" in "any"', { path: '/a', any: { not: { path: '/b', any: { path: '', eq: 1 } } } }, ['/any/not/any']],
    ['with an operand that is a list', { path: '/a', eq: [1] }, ['/eq']],
    ['with an operand that is an object', { path: '/a', in: [1, {}] }, ['/in/1']],
    ['with a range of booleans', { path: '/a', gt: true, lte: null }, ['/gt', '/lte']],
    ['with a prefix that is a number', { path: '/a', prefix: 1 }, ['/prefix']],
    ['with a NUL', { path: '/a', eq: '\0' }, ['/eq']],
    ['with a NUL in its path', { path: '/\0', eq: 1 }, ['/path']],
    ['with half a surrogate pair', '{"path":"/a","in":["\\ud800"]}', ['/in/0']],
    ['with a number beyond measure', '{"path":"/a","eq":1e999999}', ['/eq']],
    ['9 deep', nested(9), ['/not'.repeat(8)]],
    ['of 33 filters', { or: Array(80).fill({ path: '/a', eq: 1 }) }, ['/or/31']],
    [
      'of 65 values',
      {
        and: [
          { path: '/a', in: values(50) },
          { path: '/a', in: values(15) },
        ],
      },
      ['/and/1/in'],
    ],
    ['of 8193 bytes', { path: '/a', eq: 'x'.repeat(8_193 - 20) }, ['']],
    ['of several faults', { and: [{ path: '/a' }, { path: 'b', eq: 1 }, 5] }, ['/and/0', '/and/1/path', '/and/2']],
  ])('%s is refused', (_name, filter, pointers) => {
    expect(faultsOf(filter)).toEqual(pointers);
  });
});

import { describe, expect, it } from '@jest/globals';
import { explainFilter, matchesFilter } from './explain-filter.js';
import { JsonTree } from './json-tree.js';
import { readFilter } from './read-filter.js';

const filterOf = (text: string) => {
  const read = readFilter(text);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.filter;
};
const explain = (filter: unknown, payload: string) =>
  explainFilter(filterOf(typeof filter === 'string' ? filter : JSON.stringify(filter)), new JsonTree(payload));
const matches = (filter: string, payload: string) => matchesFilter(filterOf(filter), new JsonTree(payload));

describe('a filter matches', () => {
  it.each([
    [
      'a value of any type',
      '{"path":"/a","in":[1,"x",true,null]}',
      ['{"a":1}', '{"a":"x"}', '{"a":true}', '{"a":null}'],
    ],
    ['numbers by their value', '{"path":"/n","eq":9007199254740993}', ['{"n":9007199254740993.0}']],
    ['numbers beyond doubles', '{"path":"/n","gt":1e400}', ['{"n":1e401}']],
    ['from a bound to another', '{"path":"","gte":1,"lt":2}', ['1', '1.999']],
    ['times as text', '{"path":"/at","gte":"2026-11-01"}', ['{"at":"2026-11-20T10:00:00Z"}']],
    ['text by code point', '{"path":"","gt":"\uffee"}', ['"😀"']],
    ['escaped text', '{"path":"/a~1b/c~0","prefix":"é\\n"}', ['{"a\\/b":{"c~":"\\u00e9\\u000ax"}}']],
    ['places and names', '{"path":"/a/0","eq":1}', ['{"a":[1]}', '{"a":{"0":1}}']],
    ['the last of equal names', '{"path":"/a","eq":2}', ['{"a":1,"a":2}']],
    ['any element', '{"path":"/l","any":{"path":"/x","eq":1}}', ['{"l":[{"x":0},{"x":1}]}']],
    ['null as something', '{"path":"/a","exists":true}', ['{"a":null}']],
    ['what is not there', '{"not":{"path":"/a/b","gt":1}}', ['{}', '{"a":1}', '{"a":[]}', '5']],
  ])('%s', (_name, filter, payloads) => {
    for (const payload of payloads) expect([payload, matches(filter, payload)]).toEqual([payload, true]);
  });

  it.each([
    ['a value of another type', '{"path":"/a","eq":1}', ['{"a":"1"}', '{"a":true}', '{"a":[1]}', '{"a":null}', '{}']],
    ['a number nearby', '{"path":"/n","eq":9007199254740993}', ['{"n":9007199254740992}']],
    ['values without order', '{"path":"","lt":5}', ['"1"', 'null', 'false', '[1]', '{}']],
    ['objects and lists', '{"path":"/a","in":[null,"[]","{}"]}', ['{"a":[]}', '{"a":{}}']],
    ['names that look like places', '{"path":"/a/00","eq":1}', ['{"a":[1]}', '{"a":{"0":1}}']],
    ['what stands beside', '{"path":"/a/__proto__","exists":true}', ['{"a":{}}', '{"a":[]}', '{"a":1}']],
    [
      'no element',
      '{"path":"/l","any":{"path":"","eq":1}}',
      ['{"l":[]}', '{"l":1}', '{"l":{"0":1}}', '{"l":[[1]]}', '{}'],
    ],
  ])('never %s', (_name, filter, payloads) => {
    for (const payload of payloads) expect([payload, matches(filter, payload)]).toEqual([payload, false]);
  });

  it('any element of a list of 500, of no longer one', () => {
    const list = (length: number) => `[${Array(length).fill('1').join(',')}]`;
    const filter = '{"path":"","any":{"path":"","eq":1}}';
    expect([matches(filter, list(500)), matches(filter, list(501))]).toEqual([true, false]);
  });
});

describe('the explanation of a filter', () => {
  it('is empty when it matches', () => {
    expect(
      explain(
        {
          or: [
            { path: '/a', eq: 2 },
            { path: '/a', eq: 1 },
          ],
        },
        '{"a":1}',
      ),
    ).toEqual([]);
  });

  it('names the part, the field, what was expected and what is there, digit by digit', () => {
    const filter = '{"and":[{"path":"/n","gte":1.0,"lt":9007199254740993},{"path":"/s","in":["x", "y"]}]}';
    expect(explain(filter, '{"n": 9007199254740994.0}')).toEqual([
      { filter: '/and/0', path: '/n', expected: 'lt 9007199254740993', found: '9007199254740994.0' },
      { filter: '/and/1', path: '/s', expected: 'in ["x", "y"]', found: null },
    ]);
  });

  it('tells every alternative, and what holds though it must not', () => {
    const filter = {
      or: [
        { path: '/a~1b', prefix: 'x' },
        {
          not: {
            and: [
              { path: '/n', gt: 0, lt: 9 },
              { path: '/gone', exists: false },
            ],
          },
        },
        { path: '/n', exists: false },
        { path: '/l', any: { path: '', eq: 1 } },
      ],
    };
    expect(explain(filter, '{"a/b":"yx","n":1,"l":[2]}')).toEqual([
      { filter: '/or/0', path: '/a~1b', expected: 'prefix "x"', found: '"yx"' },
      { filter: '/or/1/not/and/0', path: '/n', expected: 'not (gt 0 and lt 9)', found: '1' },
      { filter: '/or/1/not/and/1', path: '/gone', expected: 'exists', found: null },
      { filter: '/or/2', path: '/n', expected: 'not exists', found: '1' },
      { filter: '/or/3', path: '/l', expected: 'any of at most 500 elements matches', found: '[2]' },
    ]);
  });

  it('cuts what is long', () => {
    const [mismatch] = explain({ path: '', eq: 1 }, JSON.stringify('x'.repeat(5_000)));
    expect(mismatch?.found).toHaveLength(201);
  });
});

import {
  JsonTree,
  compileFilter,
  explainFilter,
  filterSchema,
  isReadable,
  matchesFilter,
  readFilter,
  type Filter,
} from '#events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { arbitraryFilter, arbitraryPayload } from '../harness/arbitrary-filters.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';

const filterOf = (text: string): Filter => {
  const read = readFilter(text);
  if ('faults' in read) throw new Error(`${text} was refused: ${JSON.stringify(read.faults)}`);
  return read.filter;
};

/** What the API tells of a filter and a payload, by code that knows no database. */
const told = (filter: Filter, payload: string) => isReadable(payload) && matchesFilter(filter, new JsonTree(payload));

describe('filters', () => {
  let clone: TestDatabase;

  beforeAll(async () => {
    clone = await cloneDatabase();
  });

  afterAll(async () => {
    await clone.drop();
  });

  /** Each filter over each payload, as the statements that accept events ask. */
  const asked = async (filters: readonly Filter[], payloads: readonly string[]) => {
    const rows = await clone.query<{ verdicts: boolean[] }>(
      `select array_agg(coalesce(document @@ condition, false) order by m) as verdicts
       from unnest($1::jsonpath[]) with ordinality as f(condition, n)
       cross join (
         select postrider.readable_payload(payload) as document, m
         from unnest($2::text[]) with ordinality as p(payload, m) offset 0
       ) as documents
       group by n order by n`,
      [filters.map(compileFilter), payloads],
    );
    return rows.map(({ verdicts }) => verdicts);
  };

  it('are judged alike by PostgreSQL and by what explains them', async () => {
    let matched = 0;
    let missed = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryFilter, { minLength: 20, maxLength: 40 }),
        fc.array(arbitraryPayload, { minLength: 20, maxLength: 40 }),
        async (filterTexts, payloads) => {
          const filters = filterTexts.map(filterOf);
          const verdicts = await asked(filters, payloads);
          const expected = filters.map((filter) => payloads.map((payload) => told(filter, payload)));
          const parted = expected.flatMap((row, n) =>
            row.flatMap((verdict, m) => (verdicts[n]?.[m] === verdict ? [] : [[filterTexts[n], payloads[m], verdict]])),
          );
          expect(parted).toEqual([]);
          matched += expected.flat().filter((verdict) => verdict).length;
          missed += expected.flat().filter((verdict) => !verdict).length;
        },
      ),
      { numRuns: 60 },
    );
    // Verdicts that are all the same would prove nothing.
    expect(matched).toBeGreaterThan(2_000);
    expect(missed).toBeGreaterThan(2_000);
  });

  it('look at 500 elements of a list, and at none of a longer one, on both sides', async () => {
    const list = (length: number) => `[${Array(length).fill('1').join(',')}]`;
    const payloads = [0, 1, 500, 501].map(list);
    const filters = ['{"path":"","any":{"path":"","eq":1}}', '{"not":{"path":"","any":{"path":"","eq":1}}}'].map(
      filterOf,
    );
    const expected = [
      [false, true, true, false],
      [true, false, false, true],
    ];
    expect(await asked(filters, payloads)).toEqual(expected);
    expect(filters.map((filter) => payloads.map((payload) => told(filter, payload)))).toEqual(expected);
  });

  it('are explained exactly when they do not match', () => {
    fc.assert(
      fc.property(arbitraryFilter, arbitraryPayload, (text, payload) => {
        const filter = filterOf(text);
        const tree = new JsonTree(payload);
        expect(explainFilter(filter, tree).length === 0).toBe(matchesFilter(filter, tree));
      }),
    );
  });

  it('are described by their schema', () => {
    const schema = JSON.stringify(filterSchema).replaceAll('#/components/schemas/Filter', '#');
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(schema) as object);
    fc.assert(
      fc.property(arbitraryFilter, (text) => {
        expect([text, validate(JSON.parse(text))]).toEqual([text, true]);
      }),
    );
    for (const refused of [
      '{}',
      '[]',
      '{"path":"/a"}',
      '{"path":"/a","ne":1}',
      '{"and":[]}',
      '{"path":"/a","gt":true}',
    ]) {
      expect([refused, validate(JSON.parse(refused))]).toEqual([refused, false]);
      expect(readFilter(refused)).toHaveProperty('faults');
    }
  });
});

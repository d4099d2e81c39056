import { describe, expect, it } from '@jest/globals';
import { compileSchema } from './compile-schema.js';

const judge = compileSchema({
  type: 'object',
  additionalProperties: false,
  required: ['id', 'items'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    items: { type: 'array', items: { type: 'object', required: ['a/b'], properties: { 'a/b': { type: 'integer' } } } },
  },
});

describe('a schema', () => {
  it('points at the value that is wrong', () => {
    const faults = judge({ id: 'x', items: [{ 'a/b': 1 }, { 'a/b': 'one' }, {}], more: 1 }, '/payload');
    expect(new Map(faults.map(({ pointer, detail }) => [pointer, detail]))).toEqual(
      new Map([
        ['/payload/more', 'is not a known field'],
        ['/payload/id', 'must match format "uuid"'],
        ['/payload/items/1/a~1b', 'must be integer'],
        ['/payload/items/2/a~1b', 'is required'],
      ]),
    );
  });

  it('finds nothing wrong with what it accepts', () => {
    expect(judge({ id: '0197f9c1-4818-7141-9c2a-22000108e736', items: [] }, '')).toEqual([]);
  });

  it('may say what JSON Schema does not know, and carry the id of another', () => {
    const named = { $id: 'https://example.com/thing', 'x-owner': 'billing' };
    compileSchema({ ...named, type: 'string' });
    expect(compileSchema({ ...named, type: 'number' })('text', '/sample')).toHaveLength(1);
  });

  it.each<[string, Record<string, unknown>]>([
    ['pattern', { items: { type: 'string', pattern: '^(a+)+$' } }],
    ['patternProperties', { items: { patternProperties: { '^(a+)+$': true } } }],
  ])('whose %s would take years on a text is given a second, and judges the next one', (_keyword, schema) => {
    const patient = compileSchema(schema);
    const endless = `${'a'.repeat(60)}!`;
    expect(patient([endless, { [endless]: 1 }], '/payload')).toEqual([
      { pointer: '/payload', detail: 'takes too long to be judged by its schema' },
    ]);
    expect(patient([], '/payload')).toEqual([]);
  });

  it('whose lists hold nothing twice is given a second for a long one', () => {
    const long = Array.from({ length: 200_000 }, (_, index) => [index]);
    expect(compileSchema({ uniqueItems: true })(long, '/payload')).toEqual([
      { pointer: '/payload', detail: 'takes too long to be judged by its schema' },
    ]);
  });

  it('with a pattern points at the value that does not match', () => {
    const fault = { pointer: '/payload/0', detail: 'must match pattern "^a+$"' };
    expect(compileSchema({ items: { type: 'string', pattern: '^a+$' } })(['b'], '/payload')).toEqual([fault]);
  });

  it.each([
    ['an unknown type', { type: 'text' }],
    ['a reference to elsewhere', { $ref: 'https://example.com/schema.json' }],
    ['another draft', { $schema: 'http://json-schema.org/draft-04/schema#' }],
    ['a pattern that is none', { pattern: '(' }],
  ])('with %s is none', (_name, schema) => {
    expect(() => compileSchema(schema)).toThrow();
  });
});

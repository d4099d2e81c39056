import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { eventTypesFromOpenApi } from './event-types-from-openapi.js';

const json = (media: object) => ({ requestBody: { content: { 'application/json': media } } });

function documentOf(webhooks: object, rest: object = {}) {
  return { openapi: '3.1.0', info: { title: 't', version: '1' }, webhooks, ...rest };
}

const category = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, parent: { $ref: '#/components/schemas/Category' } },
};

describe('eventTypesFromOpenApi', () => {
  it('reads a webhook as an event type', () => {
    const schema = { type: 'object', properties: { amount: { type: 'integer' } } };
    const post = {
      summary: 'Short.',
      description: 'Long.',
      tags: ['order', 'x'],
      deprecated: true,
      ...json({ schema, example: { amount: 1 } }),
    };
    expect(eventTypesFromOpenApi(documentOf({ 'order.paid': { post } }))).toEqual({
      eventTypes: [
        {
          name: 'order.paid',
          category: 'order',
          description: 'Long.',
          deprecated: true,
          schema,
          sample: { amount: 1 },
        },
      ],
    });
  });

  it('falls back to the name for a category, and to nothing for a description and a sample', () => {
    const document = documentOf({ 'order.paid': { post: { tags: ['Orders & more'], ...json({ schema: {} }) } } });
    expect(eventTypesFromOpenApi(document).eventTypes).toEqual([
      { name: 'order.paid', category: 'order', description: '', schema: {}, sample: undefined },
    ]);
  });

  it.each([
    { examples: { one: { value: { n: 1 } } } },
    { examples: { one: { $ref: '#/components/examples/One' } } },
    { schema: { examples: [{ n: 1 }] } },
    { schema: { example: { n: 1 } } },
  ])('finds a sample in %j', (media) => {
    const document = documentOf(
      { a: { post: json(media) } },
      { components: { examples: { One: { value: { n: 1 } } } } },
    );
    expect(eventTypesFromOpenApi(document).eventTypes?.[0]?.sample).toEqual({ n: 1 });
  });

  it('follows references to path items and bodies', () => {
    const document = documentOf(
      { a: { $ref: '#/components/pathItems/A' } },
      {
        components: {
          pathItems: { A: { post: { requestBody: { $ref: '#/components/requestBodies/B' } } } },
          requestBodies: { B: { content: { 'application/json': { schema: { type: 'object' } } } } },
        },
      },
    );
    expect(eventTypesFromOpenApi(document).eventTypes?.[0]?.schema).toEqual({ type: 'object' });
  });

  it('takes along what a schema refers to, schemas that contain themselves included', () => {
    const document = documentOf(
      { a: { post: json({ schema: { $ref: '#/components/schemas/Category' } }) } },
      { components: { schemas: { Category: category, Unused: {} } } },
    );
    const schema = eventTypesFromOpenApi(document).eventTypes?.[0]?.schema ?? {};
    expect(Object.keys(schema.$defs as object)).toEqual(['Category']);
    const validate = new Ajv2020().compile(schema);
    expect(validate({ name: 'a', parent: { name: 'b', parent: { name: 'c' } } })).toBe(true);
    expect(validate({ name: 'a', parent: { name: 'b', parent: {} } })).toBe(false);
  });

  it('keeps definitions of the same last word apart', () => {
    const document = documentOf(
      { a: { post: json({ schema: { anyOf: [{ $ref: '#/x/Id' }, { $ref: '#/y/Id' }, { $ref: '#/x/Id' }] } }) } },
      { x: { Id: { type: 'string' } }, y: { Id: { type: 'integer' } } },
    );
    expect(eventTypesFromOpenApi(document).eventTypes?.[0]?.schema).toEqual({
      anyOf: [{ $ref: '#/$defs/Id' }, { $ref: '#/$defs/Id-2' }, { $ref: '#/$defs/Id' }],
      $defs: { Id: { type: 'string' }, 'Id-2': { type: 'integer' } },
    });
  });

  it('follows a long chain of references, and keeps a definition of any name', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, n) => [`s${n}`, { not: { $ref: `#/chain/s${n + 1}` } }]),
    );
    const document = documentOf(
      { a: { post: json({ schema: { $ref: '#/chain/s0' } }) } },
      {
        chain: { ...chain, s5000: { $ref: '#/odd/__proto__' } },
        odd: JSON.parse('{"__proto__":{"type":"string"}}') as object,
      },
    );
    const definitions = eventTypesFromOpenApi(document).eventTypes?.[0]?.schema.$defs as object;
    expect(Object.keys(definitions)).toHaveLength(5_002);
    expect(Object.entries(definitions).at(-1)).toEqual(['__proto__', { type: 'string' }]);
  });

  it('reads what version 3.0 says in its own words', () => {
    const properties = {
      note: { type: 'string', nullable: true },
      size: { type: 'string', enum: ['s', 'l'], nullable: true },
      any: { nullable: true, allOf: [{}] },
      count: { type: 'integer', minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false },
      nullable: { type: 'boolean' },
    };
    const document = {
      openapi: '3.0.3',
      'x-webhooks': { a: { post: json({ schema: { type: 'object', properties } }) } },
    };
    expect(eventTypesFromOpenApi(document).eventTypes?.[0]?.schema.properties).toEqual({
      note: { type: ['string', 'null'] },
      size: { type: ['string', 'null'], enum: ['s', 'l', null] },
      any: { anyOf: [{ allOf: [{}] }, { type: 'null' }] },
      count: { type: 'integer', exclusiveMinimum: 0, maximum: 9 },
      nullable: { type: 'boolean' },
    });
  });

  const deep = JSON.parse(`${'{"not":'.repeat(100)}{}${'}'.repeat(100)}`) as object;
  const wide = { enum: Array.from({ length: 30_000 }, (_, n) => n) };
  it.each<[unknown, string, RegExp]>([
    [null, '/openapi', /version 3.1/],
    [{ swagger: '2.0' }, '/openapi', /version 3.1/],
    [{ openapi: '3.1.0' }, '/webhooks', /object of webhooks/],
    [
      documentOf(Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`t${n}`, {}]))),
      '/webhooks',
      /at most 1000/,
    ],
    [documentOf({ 'new pet/dog': { post: json({}) } }), '/webhooks/new pet~1dog', /the name must be words/],
    [documentOf({ a: { get: {} } }), '/webhooks/a', /POST/],
    [documentOf({ a: { $ref: '#/webhooks/a' } }), '/webhooks/a', /POST/],
    [documentOf({ a: { post: {} } }), '/webhooks/a/post/requestBody', /application\/json/],
    [
      documentOf({ a: { post: json({ schema: { $ref: 'other.json#/a' } }) } }),
      '/webhooks/a/post/requestBody',
      /another document/,
    ],
    [
      documentOf({ a: { post: json({ schema: { $ref: '#/nowhere' } }) } }),
      '/webhooks/a/post/requestBody',
      /does not hold/,
    ],
    [documentOf({ a: { post: json({ schema: { $ref: '#/%' } }) } }), '/webhooks/a/post/requestBody', /does not hold/],
    [documentOf({ a: { post: json({ schema: true }) } }), '/webhooks/a/post/requestBody', /must be an object/],
    [documentOf({ a: { post: json({ schema: deep }) } }), '/webhooks/a/post/requestBody', /levels deep/],
    [documentOf({ a: { post: json({ schema: wide }) } }), '/webhooks/a/post/requestBody', /more than 20000/],
  ])('tells where case %# is wrong', (document, pointer, detail) => {
    expect(eventTypesFromOpenApi(document)).toEqual({
      faults: [{ pointer, detail: expect.stringMatching(detail) as unknown }],
    });
  });

  it('tells all that is wrong, and imports nothing of such a document', () => {
    const document = documentOf({ fine: { post: json({}) }, a: {}, b: {} });
    expect(eventTypesFromOpenApi(document).faults?.map(({ pointer }) => pointer)).toEqual([
      '/webhooks/a',
      '/webhooks/b',
    ]);
  });

  it('answers to any JSON whatever', () => {
    const webhook = fc.oneof(
      fc.jsonValue(),
      fc.jsonValue().map((schema) => ({ post: json({ schema }) })),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), webhook), (webhooks) => {
        const { eventTypes, faults } = eventTypesFromOpenApi(documentOf(webhooks));
        expect((eventTypes === undefined) !== (faults === undefined)).toBe(true);
      }),
    );
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import {
  customer,
  makeApplication,
  startTestApi,
  type ApplicationCalls,
  type Problem,
  type TestApi,
} from '../harness/api.js';

interface Imported {
  readonly created: string[];
  readonly updated: string[];
}

type Document = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const webhook = (schema: object, rest: object = {}, example?: unknown) => ({
  post: { ...rest, requestBody: { content: { 'application/json': { schema, example } } } },
});

const documentOf = (webhooks: object, rest: object = {}) => ({
  openapi: '3.1.0',
  info: { title: 'shop', version: '1' },
  webhooks,
  ...rest,
});

const paid = { type: 'object', required: ['amount'], properties: { amount: { type: 'integer' } } };

describe('event types as documents', () => {
  let api: TestApi;
  let app: ApplicationCalls;

  beforeAll(async () => {
    api = await startTestApi();
    app = await makeApplication(api, 'acme');
  });

  afterAll(async () => {
    await api.close();
  });

  const importing = (document: unknown) => api.call<Imported & Problem>('POST', '/v1/catalogue/import', document);
  const exported = async (format: string, contract?: string) =>
    (
      await api.call<Document>(
        'GET',
        `/v1/catalogue/${format}.json${contract === undefined ? '' : `?contract=${contract}`}`,
      )
    ).body;
  const read = async (name: string) => (await api.call('GET', `/v1/event-types/${name}`)).body;

  it('are imported, and can be emitted at once', async () => {
    const document = documentOf({
      'invoice.paid': webhook(paid, { description: 'Somebody paid.', tags: ['billing'] }, { amount: 1 }),
      'invoice.void': webhook({}),
    });
    const { status, body } = await importing(document);
    expect([status, body]).toEqual([200, { created: ['invoice.paid', 'invoice.void'], updated: [] }]);
    expect(await read('invoice.paid')).toMatchObject({
      contract: null,
      category: 'billing',
      description: 'Somebody paid.',
      schema: paid,
      sample: { amount: 1 },
      deprecated: false,
    });
    expect(await read('invoice.void')).toMatchObject({ category: 'invoice', sample: null });
    await app.addEndpoint({ subscriptions: [{ eventType: 'billing' }] });
    expect((await app.emit({ type: 'invoice.paid', payload: { amount: 2 } })).body.deliveries).toBe(1);
  });

  it('replace those of the same name, whose new schema is in force at once', async () => {
    await importing(documentOf({ 'order.sent': webhook(paid, {}, { amount: 1 }), 'order.kept': webhook({}) }));
    expect((await app.emit({ type: 'order.sent', payload: { amount: 1 } })).status).toBe(202);
    const stricter = { ...paid, required: ['amount', 'currency'] };
    const { body } = await importing(documentOf({ 'order.sent': webhook(stricter), 'order.new': webhook({}) }));
    expect(body).toEqual({ created: ['order.new'], updated: ['order.sent'] });
    expect(await read('order.sent')).toMatchObject({ schema: stricter, sample: null });
    expect((await app.emit({ type: 'order.sent', payload: { amount: 1 } })).status).toBe(422);
    expect(await read('order.kept')).toMatchObject({ name: 'order.kept' });
  });

  it.each<[string, unknown, string[]]>([
    ['no OpenAPI', { swagger: '2.0' }, ['/openapi']],
    ['no object', [], ['/openapi']],
    ['no body at all', undefined, ['/openapi']],
    ['a webhook without a body', documentOf({ 'bad.one': { post: {} } }), ['/webhooks/bad.one/post/requestBody']],
    ['a name that is none', documentOf({ 'bad one': webhook({}) }), ['/webhooks/bad one']],
    [
      'schemas that are none, and an example that its schema refuses',
      documentOf({ 'bad.two': webhook({ type: 'money' }), 'bad.three': webhook(paid, {}, { amount: 'much' }) }),
      ['/webhooks/bad.two/post/requestBody', '/webhooks/bad.three/post/requestBody'],
    ],
    [
      'descriptions that are too long or hold a NUL',
      documentOf({
        'bad.four': webhook({}, { description: 'a'.repeat(2_001) }),
        'bad.five': webhook({}, { description: 'a\0b' }),
      }),
      ['/webhooks/bad.four/post', '/webhooks/bad.five/post'],
    ],
    ['built-in names', documentOf({ 'customer.event.create': webhook({}) }), ['/webhooks/customer.event.create']],
    [
      'a fault in OpenAPI 3.0',
      { openapi: '3.0.3', 'x-webhooks': { 'customer.event.create': webhook({}) } },
      ['/x-webhooks/customer.event.create'],
    ],
  ])('are not imported from a document with %s', async (_name, document, pointers) => {
    const { status, body } = await importing(document);
    expect([status, body.code, body.errors?.map(({ pointer }) => pointer)]).toEqual([
      422,
      'validation_failed',
      pointers,
    ]);
  });

  it('are imported all or not at all', async () => {
    const before = await read('customer.event.create');
    const refused = await importing(documentOf({ 'all.one': webhook({}), 'customer.event.create': webhook({}) }));
    expect(refused.status).toBe(422);
    expect((await api.call<Problem>('GET', '/v1/event-types/all.one')).body.code).toBe('event_type_not_found');
    expect(await read('customer.event.create')).toEqual(before);
    expect((await app.emit({ payload: customer })).status).toBe(202);
  });

  it.each(['gridio', 'munity', 'grow', 'grid', 'customerio'])('are what %s documents', async (contract) => {
    const { body } = await api.call<{ data: { name: string }[] }>(
      'GET',
      `/v1/event-types?limit=100&contract=${contract}`,
    );
    const names = body.data.map(({ name }) => name).sort();
    expect(names.length).toBeGreaterThan(0);
    const openApi = await exported('openapi', contract);
    expect([openApi['openapi'], Object.keys(openApi['webhooks'] ?? {}).sort()]).toEqual(['3.1.1', names]);
    const asyncApi = await exported('asyncapi', contract);
    expect([asyncApi['asyncapi'], Object.keys(asyncApi['components']?.['messages'] ?? {}).sort()]).toEqual([
      '3.0.0',
      names,
    ]);
  });

  it("are the operator's own with standard, each schema with its own definitions", async () => {
    const $defs = { money: { type: 'integer' } };
    const schema = { type: 'object', properties: { amount: { $ref: '#/$defs/money' } }, $defs };
    await api.call('POST', '/v1/event-types', { name: 'refund.made', schema, sample: { amount: 5 } });
    expect(await exported('openapi')).toEqual(await exported('openapi', 'standard'));
    for (const format of ['openapi', 'asyncapi']) {
      const document = await exported(format);
      const schemas = document['components']?.['schemas'] as Record<string, object>;
      expect(Object.keys(schemas)).toContain('refund.made');
      expect(Object.keys(schemas)).not.toContain('customer.event.create');
      const ajv = new Ajv2020({ strict: false }).addSchema({ $id: 'document:', ...document });
      const validate = ajv.compile({ $ref: 'document:#/components/schemas/refund.made' });
      expect([validate({ amount: 5 }), validate({ amount: 'five' })]).toEqual([true, false]);
    }
  });

  it.each(['openapi', 'asyncapi', 'import'])('may have the name %s', async (name) => {
    await api.call('POST', '/v1/event-types', { name });
    expect(await read(name)).toMatchObject({ name, contract: null });
  });

  it('are not those of a contract that nobody knows', async () => {
    const { status, body } = await api.call<Problem>('GET', '/v1/catalogue/openapi.json?contract=postrider');
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([400, 'invalid_query', '/contract']);
  });

  it.each([
    ['GET', 'catalogue/openapi.json'],
    ['GET', 'catalogue/asyncapi.json'],
    ['POST', 'catalogue/import'],
  ])('are for an admin key alone (%s %s)', async (method, path) => {
    const minted = await api.call<{ key: string }>('POST', '/v1/api-keys', { name: 'acme', application: 'acme' });
    const { body } = await api.call<Problem>(method, `/v1/${path}`, undefined, { key: minted.body.key });
    expect(body.code).toBe('admin_key_required');
  });
});

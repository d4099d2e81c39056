import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customer, makeApplication, startTestApi, type ApplicationCalls, type TestApi } from '../harness/api.js';
import { exampleBody, type OpenApiDocument, type OpenApiOperation } from '../harness/openapi.js';

/** Bodies where what is required does not make a request, or nothing says what is. */
const bodies: Readonly<Record<string, unknown>> = {
  '/v1/applications/{app}/endpoints/{endpoint}/subscriptions/try': {
    eventType: 'customer.event.create',
    payload: customer,
  },
  '/v1/catalogue/import': {
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1' },
    webhooks: { 'invoice.paid': { post: { requestBody: { content: { 'application/json': { schema: {} } } } } } },
  },
};

describe('an Idempotency-Key, on every POST of the OpenAPI document,', () => {
  let api: TestApi;
  let acme: ApplicationCalls;
  let document: OpenApiDocument;
  let routes: { readonly path: string; readonly operation: OpenApiOperation }[];

  beforeAll(async () => {
    api = await startTestApi();
    acme = await makeApplication(api, 'acme');
    document = (await api.call<OpenApiDocument>('GET', '/openapi.json')).body;
    routes = Object.entries(document.paths).flatMap(([path, { post: operation }]) =>
      operation === undefined ? [] : [{ path, operation }],
    );
    expect(routes.length).toBeGreaterThan(12);
  });

  afterAll(async () => {
    await api.close();
  });

  const post = (path: string, body: unknown, key: string) =>
    api.call('POST', path, body, { headers: { 'idempotency-key': key } });

  it('is described', () => {
    for (const { path, operation } of routes) {
      expect([path, operation.parameters]).toEqual([
        path,
        expect.arrayContaining([expect.objectContaining({ name: 'Idempotency-Key', in: 'header' })]),
      ]);
      expect([path, Object.keys(operation.responses)]).toEqual([path, expect.arrayContaining(['400', '409', '422'])]);
      const [, success] = Object.entries(operation.responses).find(([status]) => status.startsWith('2')) ?? [];
      expect([path, success?.headers]).toMatchObject([path, { 'Idempotent-Replayed': expect.anything() }]);
    }
  });

  it('has the same request answered as it was', async () => {
    const endpoint = await acme.addEndpoint();
    await acme.emit();
    const { body } = await api.call<{ data: { id: string }[] }>('GET', `${acme.base}/deliveries`);
    const names: Record<string, string | undefined> = {
      app: 'acme',
      endpoint: endpoint.id,
      delivery: body.data[0]?.id,
    };
    for (const { path, operation } of routes) {
      const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? 'x');
      const content = bodies[path] ?? exampleBody(document, operation);
      const first = await post(url, content, path);
      // What the document gives as an example must work: a refusal of the body is not kept.
      expect([path, `${first.status} ${first.text}`]).toEqual([path, expect.stringMatching(/^(?:2\d\d|404|409) /)]);
      const second = await post(url, content, path);
      expect([path, second.status, second.text]).toEqual([path, first.status, first.text]);
      const replayed = [first, second].map(({ headers }) => headers.get('idempotent-replayed'));
      expect([path, ...replayed]).toEqual([path, null, 'true']);
    }
  });

  it.each([
    ['longer than 255 characters', 'x'.repeat(256)],
    ['of two words', 'a b'],
    ['empty', ''],
  ])('is refused when it is %s', async (_name, key) => {
    for (const { path } of routes) {
      const { status, body } = await post(path.replace('{app}', 'acme').replaceAll(/\{\w+\}/g, 'x'), {}, key);
      expect([path, status, body]).toMatchObject([
        path,
        400,
        { code: 'idempotency_key_invalid', detail: expect.stringContaining('Idempotency-Key') },
      ]);
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { makeApplication, startTestApi, type TestApi } from '../harness/api.js';

interface Operation {
  readonly summary?: string;
  readonly operationId: string;
  readonly security: readonly Record<string, readonly string[]>[];
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }> }>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly securitySchemes: Record<string, unknown>;
    readonly schemas: Record<string, { readonly properties?: Record<string, { example?: unknown }> }>;
  };
}

describe('the OpenAPI document', () => {
  let api: TestApi;
  let document: Document;
  let operations: { readonly name: string; readonly path: string; readonly operation: Operation }[];

  beforeAll(async () => {
    api = await startTestApi();
    document = (await api.call<Document>('GET', '/openapi.json', undefined, { key: null })).body;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ name: `${method} ${path}`, path, operation })),
    );
  });

  afterAll(async () => {
    await api.close();
  });

  const compiler = () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    return ajv.addSchema({ $id: 'postrider:', ...document });
  };

  it('is of version 3.1 and says of every route what it does, who may and what it refuses', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations.length).toBeGreaterThan(30);
    for (const { name, path, operation } of operations) {
      expect([name, operation.summary]).toEqual([name, expect.stringMatching(/\w/)]);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const described = operation.parameters.filter((parameter) => parameter.in === 'path').map((one) => one.name);
      expect([name, described.sort()]).toEqual([name, named.sort()]);
      if (!path.startsWith('/v1/')) continue;
      expect([name, operation.security.length]).not.toEqual([name, 0]);
      const wanted = ['401', '500', '503', ...(operation.requestBody ? ['400', '413', '415', '422'] : [])];
      expect([name, Object.keys(operation.responses)]).toEqual([name, expect.arrayContaining(wanted)]);
      for (const [status, { content }] of Object.entries(operation.responses)) {
        if (Number(status) < 400) continue;
        expect([name, status, Object.keys(content ?? {})]).toEqual([name, status, ['application/problem+json']]);
      }
    }
  });

  it('describes every credential that a route takes', () => {
    const named = operations.flatMap(({ operation }) => operation.security.flatMap((one) => Object.keys(one)));
    expect(Object.keys(document.components.securitySchemes).sort()).toEqual([...new Set(named)].sort());
    expect(JSON.stringify(document)).not.toContain('x-postrider');
  });

  it('names every operation once', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refers to nothing that it does not hold', () => {
    const ajv = compiler();
    for (const name of Object.keys(document.components.schemas)) {
      expect(() => ajv.compile({ $ref: `postrider:#/components/schemas/${name}` })).not.toThrow();
    }
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    for (const [, name = ''] of references) expect(document.components.schemas).toHaveProperty([name]);
  });

  it('gives examples that its schemas accept', () => {
    const ajv = compiler();
    let examples = 0;
    for (const [name, { properties = {} }] of Object.entries(document.components.schemas)) {
      for (const [property, { example }] of Object.entries(properties)) {
        if (example === undefined) continue;
        examples += 1;
        const validate = ajv.compile({ $ref: `postrider:#/components/schemas/${name}/properties/${property}` });
        expect([name, property, validate(example), validate.errors]).toEqual([name, property, true, null]);
      }
    }
    expect(examples).toBeGreaterThan(30);
  });

  it('describes what the API answers', async () => {
    const ajv = compiler();
    const { base, addEndpoint, emit } = await makeApplication(api, 'acme');
    const endpoint = await addEndpoint();
    const event = (await emit()).body.id;
    const [delivery] = (await api.call<{ data: { id: string }[] }>('GET', `${base}/deliveries`)).body.data;
    const cases: [string, string, string][] = [
      ['get', '/v1/applications', '/v1/applications'],
      ['get', '/v1/applications/{app}', base],
      ['get', '/v1/applications/{app}/endpoints', `${base}/endpoints`],
      ['get', '/v1/applications/{app}/endpoints/{endpoint}', `${base}/endpoints/${endpoint.id}`],
      ['get', '/v1/applications/{app}/endpoints/{endpoint}/secrets', `${base}/endpoints/${endpoint.id}/secrets`],
      ['get', '/v1/applications/{app}/events', `${base}/events`],
      ['get', '/v1/applications/{app}/events/{event}', `${base}/events/${event}`],
      ['get', '/v1/applications/{app}/deliveries', `${base}/deliveries`],
      ['get', '/v1/applications/{app}/deliveries/{delivery}', `${base}/deliveries/${delivery?.id}`],
      ['get', '/v1/applications/{app}/attempts', `${base}/attempts`],
      ['get', '/v1/event-types', '/v1/event-types?limit=100'],
      ['get', '/v1/retry-policies', '/v1/retry-policies'],
      ['get', '/v1/api-keys', '/v1/api-keys'],
      ['get', '/health/live', '/health/live'],
      ['get', '/health/ready', '/health/ready'],
    ];
    for (const [method, route, path] of cases) {
      const answer = await api.call(method.toUpperCase(), path);
      const schema = document.paths[route]?.[method]?.responses[answer.status]?.content?.['application/json']?.schema;
      const validate = ajv.compile(relocated(schema ?? false));
      expect([route, validate(answer.body), validate.errors]).toEqual([route, true, null]);
    }
  });

  it('is readable at /docs', async () => {
    const page = await api.call('GET', '/docs', undefined, { key: null });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, asset = '']) => asset);
    expect(assets.length).toBeGreaterThan(2);
    for (const asset of assets) {
      expect([asset, (await fetch(new URL(asset, `${api.url}/docs`))).status]).toEqual([asset, 200]);
    }
  });

  it('counts what is asked of it at /metrics, by routes and not by paths', async () => {
    await api.call('GET', '/v1/applications/somebody-in-particular');
    const { text } = await api.call('GET', '/metrics', undefined, { key: null });
    expect(text).toContain('postrider_http_request_duration_seconds_count{route="/v1/applications/:app"');
    expect(text).not.toContain('somebody');
  });
});

/** References of the document, as seen from another. */
function relocated(schema: object | boolean): object | boolean {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"postrider:#')) as object | boolean;
}

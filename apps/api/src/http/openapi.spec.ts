import { loadConfig } from '#config';
import { AttemptSender, HostLookup, egressRules } from '#delivery';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { openDatabase, type Database } from '#persistence';
import { generateMasterKey, parseMasterKeys } from '#signing';
import { BaseResolver, createConfig, lintDocument, makeDocumentFromString } from '@redocly/openapi-core';
import { pino } from 'pino';
import { createApp } from '../create-app.js';
import { MemoryRequestCounter } from '../rate-limits/memory-request-counter.js';
import { describeApi } from './openapi.js';
import {
  nameOfReference,
  namesIn,
  operationsOf,
  parametersOf,
  requestSchemaOf,
  resolved,
  responsesOf,
  type DescribedOperation,
  type Schema,
} from './openapi-document.js';
import { problems, type ProblemCode } from './problems.js';
import { requestExamples } from './request-examples.js';

const config = loadConfig({}, { embedded: true });
const { limits } = config;

/** What no example can know beforehand. */
const unknownBeforehand = ['TrySubscriptionsDto.eventId'];

/** Answers to what is no operation of the document: another method. */
const outsideOperations: readonly ProblemCode[] = ['method_not_allowed'];

describe('the OpenAPI document', () => {
  let app: NestFastifyApplication;
  let database: Database;
  let sender: AttemptSender;
  let document: OpenAPIObject;
  let operations: (DescribedOperation & { readonly name: string })[];
  const routes: string[] = [];

  beforeAll(async () => {
    const rules = egressRules({ allow: [], allowHttp: false });
    const hostLookup = new HostLookup();
    // Nobody listens there, and nobody is asked: the document comes from the code alone.
    database = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', poolSize: 2, applicationName: 'test' });
    sender = new AttemptSender({ rules, lookup: hostLookup });
    const masterKeys = parseMasterKeys(generateMasterKey());
    const waker = { wake: () => undefined, poke: () => undefined };
    app = await createApp(
      {
        database,
        masterKeys,
        limits,
        egressRules: rules,
        hostLookup,
        sender,
        counter: new MemoryRequestCounter(),
        retentionDays: config.retentionDays,
        lanes: { waker },
      },
      config,
      pino({ level: 'silent' }),
    );
    const fastify = app.getHttpAdapter().getInstance();
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) routes.push(`${one.toLowerCase()} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
    });
    await app.init();
    document = JSON.parse(JSON.stringify(describeApi(app, limits))) as OpenAPIObject;
    operations = operationsOf(document).map((one) => ({ ...one, name: `${one.method} ${one.path}` }));
  });

  afterAll(async () => {
    await app.close();
    await sender.close();
    await database.close();
  });

  it('describes every route, and no other', () => {
    const served = routes.filter((route) => !route.startsWith('head '));
    expect(operations.map(({ name }) => name).sort()).toEqual(served.sort());
    expect(operations.length).toBeGreaterThan(30);
  });

  it('is in order by the rules of a linter, its examples included', async () => {
    const rules = await createConfig({
      extends: ['recommended-strict'],
      rules: {
        'no-invalid-parameter-examples': 'error',
        'no-invalid-schema-examples': 'error',
        'no-invalid-media-type-examples': 'error',
      },
    });
    const source = makeDocumentFromString(JSON.stringify(document), 'openapi.json');
    const found = await lintDocument({ document: source, externalRefResolver: new BaseResolver(), config: rules });
    expect(found.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  });

  it('says of every operation what it does and what it takes', () => {
    for (const { name, path, operation } of operations) {
      expect([name, operation.summary]).toEqual([name, expect.stringMatching(/\w/)]);
      expect([name, operation.operationId]).toEqual([name, expect.stringMatching(/^[A-Z]\w+\.[a-z]\w+$/)]);
      const inPath = parametersOf(operation).filter((parameter) => parameter.in === 'path');
      expect([name, inPath.map((parameter) => parameter.name).sort()]).toEqual([name, namesIn(path).sort()]);
      for (const { name: parameter, description, example } of inPath) {
        expect([name, parameter, description]).toEqual([name, parameter, expect.stringMatching(/\w/)]);
        expect([name, parameter, example]).toEqual([name, parameter, expect.anything()]);
      }
    }
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says of every operation below /v1 who may call it', () => {
    for (const { name, path, operation } of operations) {
      expect([name, (operation.security ?? []).length > 0]).toEqual([name, path.startsWith('/v1/')]);
    }
  });

  it('describes every credential that an operation takes, and no other', () => {
    const named = operations.flatMap(({ operation }) => (operation.security ?? []).flatMap((one) => Object.keys(one)));
    expect(Object.keys(document.components?.securitySchemes ?? {}).sort()).toEqual([...new Set(named)].sort());
  });

  it('names every refusal by its code, with an example', () => {
    const mentioned = new Set<string>();
    for (const { name, operation } of operations) {
      for (const [status, { content = {} }] of responsesOf(operation)) {
        if (Number(status) < 400) continue;
        expect([name, status, Object.keys(content)]).toEqual([name, status, ['application/problem+json']]);
        const { schema, examples } = content['application/problem+json'] as { schema: Schema; examples: object };
        const codes = (schema as { allOf: [unknown, { properties: { code: { enum: string[] } } }] }).allOf[1].properties
          .code.enum;
        expect([name, status, Object.keys(examples)]).toEqual([name, status, codes]);
        for (const code of codes) {
          expect([name, code, String(problems[code as ProblemCode].status)]).toEqual([name, code, status]);
          mentioned.add(code);
        }
      }
    }
    for (const code of outsideOperations) mentioned.add(code);
    expect(Object.keys(problems).filter((code) => !mentioned.has(code))).toEqual([]);
  });

  it('leaves no refusal out that its kind of operation brings', () => {
    for (const { name, path, method, operation } of operations) {
      const statuses = Object.keys(operation.responses);
      const wanted = ['400', '408', '431', '500'];
      if (path.startsWith('/v1/')) wanted.push('401', '503');
      if (path.includes('{')) wanted.push('404');
      if (method !== 'get') wanted.push('413', '415', '422');
      expect([name, statuses]).toEqual([name, expect.arrayContaining(wanted)]);
    }
  });

  it('gives every body an example', () => {
    for (const { name, operation } of operations) {
      const { requestBody } = operation;
      const requests = requestBody === undefined || '$ref' in requestBody ? {} : requestBody.content;
      const answers = responsesOf(operation).flatMap(([, { content = {} }]) => Object.entries(content));
      for (const [type, media] of [...Object.entries(requests), ...answers]) {
        const isShown = media.example !== undefined || media.examples !== undefined || type === 'text/event-stream';
        expect([name, type, isShown]).toEqual([name, type, true]);
      }
    }
  });

  it('fills nothing in that need not be sent', () => {
    for (const { name, operation } of operations) {
      for (const { name: parameter, required, example, schema = {} } of parametersOf(operation)) {
        const filledIn: unknown = example ?? (schema as { example?: unknown }).example;
        if (required !== true) expect([name, parameter, filledIn]).toEqual([name, parameter, undefined]);
      }
    }
  });

  it('names the parts of a path first, in their order', () => {
    for (const { name, path, operation } of operations) {
      const first = parametersOf(operation).slice(0, namesIn(path).length);
      expect([name, first.map((parameter) => parameter.name)]).toEqual([name, namesIn(path)]);
    }
  });

  it('shows every field that a POST takes in some example', () => {
    const missing: string[] = [];
    for (const { method, operation } of operations) {
      const schema = requestSchemaOf(operation);
      if (method !== 'post' || schema === undefined || !('$ref' in schema)) continue;
      const { example, examples = {} } = mediaOf(operation);
      const shown = [{ value: example }, ...Object.values(examples)].flatMap(({ value }) => Object.keys(value ?? {}));
      for (const field of Object.keys(resolved(document, schema).properties ?? {})) {
        if (!shown.includes(field)) missing.push(`${nameOfReference(schema.$ref)}.${field}`);
      }
    }
    expect(missing).toEqual(unknownBeforehand);
  });

  it('offers no body to an operation that is not there', () => {
    const ids = operations.map(({ operation }) => operation.operationId ?? '');
    expect(Object.keys(requestExamples).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('names the headers of every answer', () => {
    for (const { name, operation } of operations) {
      for (const [status, { headers = {} }] of responsesOf(operation)) {
        const isBare = ['408', '431'].includes(status);
        expect([name, status, 'x-request-id' in headers]).toEqual([name, status, !isBare]);
        expect([name, status, 'retry-after' in headers]).toEqual([name, status, ['429', '503'].includes(status)]);
        expect([name, status, 'www-authenticate' in headers]).toEqual([name, status, status === '401']);
      }
    }
  });

  it('refuses unknown fields wherever the code does', () => {
    for (const { name, operation } of operations) {
      const schema = requestSchemaOf(operation);
      if (schema === undefined) continue;
      const { additionalProperties } = resolved(document, schema);
      expect([name, additionalProperties]).toEqual([name, expect.anything()]);
    }
  });

  it('holds no schema that nothing refers to, and refers to none that it does not hold', () => {
    const text = JSON.stringify(document);
    const used = new Set([...text.matchAll(/"#\/components\/schemas\/([^"/]+)/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(document.components?.schemas ?? {}).sort());
  });

  it('says of every object what it holds', () => {
    const shapeless: string[] = [];
    visit(document, '', (value, pointer) => {
      if (value['type'] === 'object' && !('properties' in value) && !('additionalProperties' in value)) {
        shapeless.push(pointer);
      }
    });
    expect(shapeless).toEqual([]);
  });

  it('shows no mark that its making left', () => {
    expect(JSON.stringify(document)).not.toContain('x-postrider-');
  });

  it('writes the limits of its operator', () => {
    const described = JSON.stringify(describeApi(app, { ...limits, maxBatchEvents: 1_234, maxSubscriptions: 77 }));
    expect(described).toContain('"maxItems":1234');
    expect(described).toContain('"maxItems":77');
  });
});

function mediaOf({ requestBody }: DescribedOperation['operation']): {
  readonly example?: object;
  readonly examples?: Readonly<Record<string, { readonly value: object }>>;
} {
  const content = requestBody === undefined || '$ref' in requestBody ? {} : requestBody.content;
  return (content['application/json'] ?? {}) as ReturnType<typeof mediaOf>;
}

/** Visits every object that is no example. */
function visit(value: unknown, pointer: string, see: (value: Record<string, unknown>, pointer: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) see(value as Record<string, unknown>, pointer);
  for (const [key, part] of Object.entries(value)) {
    if (!['example', 'examples', 'default', 'const', 'enum'].includes(key)) visit(part, `${pointer}/${key}`, see);
  }
}

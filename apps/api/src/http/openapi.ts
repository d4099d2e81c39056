import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { filterSchema, version } from '#events';
import { serveDocsPage } from './docs-page.js';
import { describeAccess, securitySchemes } from './openapi-access.js';
import { describeCodes, problemContent } from './openapi-decorators.js';
import { problems, type ProblemCode } from './problems.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Serves the document at /openapi.json, made when it is first asked for, and as a page at /docs. */
export function serveOpenApi(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  let document: string | undefined;
  fastify.get('/openapi.json', (_request, reply) =>
    reply.type('application/json; charset=utf-8').send((document ??= JSON.stringify(describeApi(app)))),
  );
  serveDocsPage(fastify);
}

/** The OpenAPI 3.1 document, from the decorators of the code and the catalogue of problems. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Postrider')
    .setDescription('Emit an event once; every endpoint that subscribed gets it, signed and retried.')
    .setVersion(version)
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '')}.${method}`,
  });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problemSchema, Filter: filterSchema },
    securitySchemes,
  };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      if (item[method] === undefined) continue;
      const { operation, refusals } = describeAccess(item[method], path, method);
      item[method] = operation;
      for (const code of refusals) addProblem(operation, code);
      if (!path.startsWith('/v1/')) continue;
      describeCommon(operation);
      if (method === 'post') describeIdempotency(operation);
    }
  }
  return document;
}

/** What every route of /v1 may answer besides what it documents itself. */
function describeCommon(operation: Operation): void {
  const codes: ProblemCode[] = ['internal_error', 'database_unavailable'];
  if (operation.parameters?.some((parameter) => 'in' in parameter && parameter.in === 'query') === true) {
    codes.push('invalid_query');
  }
  if (operation.requestBody !== undefined) {
    codes.push('malformed_json', 'body_too_large', 'unsupported_media_type', 'validation_failed');
  }
  for (const code of codes) addProblem(operation, code);
}

/** Every POST takes an idempotency key. */
function describeIdempotency(operation: Operation): void {
  operation.parameters = [...(operation.parameters ?? []), idempotencyKeyParameter];
  for (const code of idempotencyCodes) addProblem(operation, code);
  for (const [status, response] of Object.entries(operation.responses)) {
    if (!status.startsWith('2') || response === undefined || '$ref' in response) continue;
    response.headers = { ...response.headers, 'Idempotent-Replayed': replayedHeader };
  }
}

const idempotencyCodes: readonly ProblemCode[] = [
  'idempotency_key_invalid',
  'idempotency_key_in_use',
  'idempotency_key_reused',
];

const idempotencyKeyParameter = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description:
    'Of your choosing, a new one for each thing that is to happen once: the same request under the same key within ' +
    '24 hours does nothing again and is answered as it was. See docs/idempotency.md.',
  schema: { type: 'string' as const, pattern: '^[\\x21-\\x7e]{1,255}$' },
  example: '5b0a3f7e-6f0c-4f0e-9a52-0d6f3f1a7c11',
};

const replayedHeader = {
  description: '`true` when this answer was given before, and nothing was done again.',
  schema: { type: 'string' as const, enum: ['true'] },
};

function addProblem(operation: Operation, code: ProblemCode): void {
  const status = String(problems[code].status);
  const held = operation.responses[status];
  const before = held !== undefined && 'description' in held ? `${held.description} ` : '';
  operation.responses[status] = { description: before + describeCodes([code]), content: problemContent };
}

const problemSchema = {
  type: 'object',
  description: 'A refusal, as RFC 9457 writes it.',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', example: 'urn:postrider:problem:validation_failed' },
    title: { type: 'string', example: problems.validation_failed.title },
    status: { type: 'integer', example: 422 },
    code: { type: 'string', enum: Object.keys(problems), description: 'Stable; see docs/errors.md.' },
    detail: { type: 'string' },
    instance: { type: 'string', example: '/v1/applications' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: {
          pointer: { type: 'string', description: 'JSON Pointer (RFC 6901) of the fault.', example: '/name' },
          detail: { type: 'string', example: 'must be a string' },
        },
      },
    },
  },
};

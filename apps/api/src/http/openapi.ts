import type { Limits } from '#config';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { filterSchema, version } from '#events';
import { serveDocsPage } from './docs-page.js';
import { describeAccess, securitySchemes } from './openapi-access.js';
import { describeRequestBodies } from './openapi-bodies.js';
import { operationsOf, type DescribedOperation } from './openapi-document.js';
import { describeExamples } from './openapi-examples.js';
import { describeHeaders } from './openapi-headers.js';
import { describeIdempotency } from './openapi-idempotency.js';
import { describeLimits } from './openapi-limits.js';
import { describeLinks } from './openapi-links.js';
import { describeParameters } from './openapi-parameters.js';
import { ProblemDto } from './problem.dto.js';
import { addRefusals, addRefusalsOfTransport, describeProblems, describeRefusals } from './openapi-refusals.js';

/** Serves the document at /openapi.json, made when it is first asked for, and as a page at /docs. */
export function serveOpenApi(app: NestFastifyApplication, limits: Limits): void {
  const fastify = app.getHttpAdapter().getInstance();
  let document: string | undefined;
  fastify.get('/openapi.json', (_request, reply) =>
    reply.type('application/json; charset=utf-8').send((document ??= JSON.stringify(describeApi(app, limits)))),
  );
  serveDocsPage(fastify);
}

/** What holds for all operations, for those who have nothing but the page. */
const introduction = `
Emit an event once; every endpoint that subscribed gets it, signed and retried.

To begin, give an admin key (*Authorize*) and send the examples in this order: create an application, an endpoint and an
event, then list the deliveries, and the attempts of one. The examples call the application \`acme\`; the ids of
everything else are in the answers.

- **Refusals** are \`application/problem+json\` with a stable \`code\`; \`errors\` points at each field that is at fault.
- **Lists** come in pages: ask again with \`cursor\` set to \`next\` or \`previous\` of the page, until that is null.
- **Repeat a POST** safely under an \`Idempotency-Key\`, a new one for each thing that is to happen once.
- **429 and 503** carry \`retry-after\` in seconds; \`ratelimit\` tells what is left of the limit of a key.
`.trim();

/** The OpenAPI 3.1 document, from the decorators of the code, the catalogue of problems and the operator's limits. */
export function describeApi(app: NestFastifyApplication, limits: Limits): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Postrider')
    .setDescription(introduction)
    .setVersion(version)
    .addServer('/', 'The server that this document came from.')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [ProblemDto],
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '')}.${method}`,
  });
  Object.assign(document.info, { license: { name: 'MIT', identifier: 'MIT' } });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Filter: filterSchema },
    securitySchemes,
  };
  for (const described of operationsOf(document)) describeOperation(document, described);
  describeProblems(document);
  describeParameters(document);
  describeHeaders(document);
  describeRequestBodies(document);
  describeLimits(document, limits);
  describeLinks(document);
  describeExamples(document);
  return document;
}

function describeOperation({ paths }: OpenAPIObject, { operation: marked, path, method }: DescribedOperation): void {
  const { operation, refusals } = describeAccess(marked, path, method);
  paths[path] = { ...paths[path], [method]: operation };
  addRefusals(operation, refusals);
  if (path.startsWith('/v1/')) describeCommon({ operation, path, method });
  addRefusalsOfTransport(operation, path, method);
  describeRefusals(operation);
}

/** What every route of /v1 may answer besides what it documents itself. */
function describeCommon({ operation, path, method }: DescribedOperation): void {
  // Parameters that a route does not know are refused by every one.
  addRefusals(operation, ['database_unavailable', 'invalid_query']);
  if (path.includes('{app}')) addRefusals(operation, ['application_not_found']);
  if (operation.requestBody !== undefined) addRefusals(operation, ['validation_failed']);
  if (method === 'post') describeIdempotency(operation);
}

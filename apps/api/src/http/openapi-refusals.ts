import type { OpenAPIObject } from '@nestjs/swagger';
import type { Operation } from './openapi-document.js';
import { refusalsKey } from './openapi-decorators.js';
import { problems, type ProblemCode } from './problems.js';

type MarkedOperation = Operation & { [refusalsKey]?: readonly ProblemCode[] };

const codes = Object.keys(problems) as ProblemCode[];

/** Says that the operation may be refused so; written out by `describeRefusals`. */
export function addRefusals(operation: MarkedOperation, added: readonly ProblemCode[]): void {
  operation[refusalsKey] = [...(operation[refusalsKey] ?? []), ...added];
}

/** What any request may be refused for before it reaches its route. */
export function addRefusalsOfTransport(operation: Operation, path: string, method: string): void {
  addRefusals(operation, ['malformed_request', 'request_timeout', 'headers_too_large', 'internal_error']);
  // A part of the path that is longer than any id.
  if (path.includes('{')) addRefusals(operation, ['route_not_found']);
  // Fastify reads what body there is, wanted or not.
  if (method !== 'get') {
    addRefusals(operation, ['malformed_json', 'body_too_large', 'unsupported_media_type', 'body_too_complex']);
  }
}

/** Writes a response for every status that the marks of the operation name: its codes, an example of each. */
export function describeRefusals(operation: MarkedOperation): void {
  const marked = new Set(operation[refusalsKey]);
  Reflect.deleteProperty(operation, refusalsKey);
  const own = codes.filter((code) => marked.has(code));
  for (const status of new Set(own.map((code) => problems[code].status))) {
    operation.responses[String(status)] = refusalOf(
      own.filter((code) => problems[code].status === status),
      status,
    );
  }
}

function refusalOf(own: readonly ProblemCode[], status: number) {
  return {
    description: own.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' '),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { type: 'object', properties: { status: { const: status }, code: { enum: own } } },
          ],
        } as object,
        examples: Object.fromEntries(own.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

/** Codes that point at the faults of a request, and what they may point at. */
const faults: Partial<Record<ProblemCode, { readonly pointer: string; readonly detail: string }>> = {
  validation_failed: { pointer: '/name', detail: 'must be one line of 1 to 200 characters' },
  invalid_query: { pointer: '/limit', detail: 'must not be greater than 100' },
  payload_invalid: { pointer: '/payload/email', detail: 'must be string' },
  unknown_event_type: { pointer: '/type', detail: 'is not in the catalogue of event types' },
};

/** An example of each refusal that some operation of the document answers with. */
export function describeProblems(document: OpenAPIObject): void {
  const text = JSON.stringify(document.paths);
  const used = codes.filter((code) => text.includes(`"#/components/examples/${code}"`));
  document.components = {
    ...document.components,
    examples: Object.fromEntries(used.map((code) => [code, { summary: problems[code].title, value: exampleOf(code) }])),
  };
}

function exampleOf(code: ProblemCode) {
  const { title, status } = problems[code];
  const fault = faults[code];
  return {
    type: `urn:postrider:problem:${code}`,
    title,
    status,
    code,
    ...(fault !== undefined && { errors: [fault] }),
    instance: '/v1/applications/acme',
    requestId: 'req_xsfcqbed7t1',
  };
}

import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf, responsesOf } from './openapi-document.js';

/** Headers of answers, by the name of their component. */
const headers = {
  RequestId: {
    name: 'x-request-id',
    header: {
      description: 'Stands in the log of the server too: that of the request if it brought one, else a new one.',
      schema: { type: 'string' as const },
      example: 'req_xsfcqbed7t1',
    },
  },
  RetryAfter: {
    name: 'retry-after',
    header: {
      description: 'Seconds after which the request may be made again.',
      schema: { type: 'string' as const, pattern: '^\\d+$' },
      example: '1',
    },
  },
  Challenge: {
    name: 'www-authenticate',
    header: {
      description: 'How to authenticate (RFC 6750).',
      schema: { type: 'string' as const },
      example: 'Bearer realm="postrider"',
    },
  },
};

type HeaderName = keyof typeof headers;

const headersOfStatus: Readonly<Record<string, readonly HeaderName[]>> = {
  401: ['Challenge'],
  429: ['RetryAfter'],
  503: ['RetryAfter'],
};

/** Refusals of the bare connection, which carry no id: nobody had read the request so far. */
const bare = ['408', '431'];

/** Names the headers of every answer. */
export function describeHeaders(document: OpenAPIObject): void {
  for (const { operation } of operationsOf(document)) {
    for (const [status, response] of responsesOf(operation)) {
      const names: HeaderName[] = [...(bare.includes(status) ? [] : ['RequestId' as const])];
      names.push(...(headersOfStatus[status] ?? []));
      response.headers = { ...Object.fromEntries(names.map(referenceTo)), ...response.headers };
    }
  }
  document.components = {
    ...document.components,
    headers: Object.fromEntries(Object.entries(headers).map(([key, { header }]) => [key, header])),
  };
}

function referenceTo(key: HeaderName): [string, { $ref: string }] {
  return [headers[key].name, { $ref: `#/components/headers/${key}` }];
}

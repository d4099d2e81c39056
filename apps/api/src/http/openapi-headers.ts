import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf, responsesOf, type Operation } from './openapi-document.js';

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
  RateLimitPolicy: {
    name: 'ratelimit-policy',
    header: {
      description: 'The limit of a caller that has one: `q` requests in a window of `w` seconds.',
      schema: { type: 'string' as const },
      example: '"key";q=1000;w=10',
    },
  },
  RateLimit: {
    name: 'ratelimit',
    header: {
      description: 'Where that caller stands: `r` requests are left until the window ends in `t` seconds.',
      schema: { type: 'string' as const },
      example: '"key";r=994;t=7',
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

const ofEvery: readonly HeaderName[] = ['RequestId'];
const ofLimited: readonly HeaderName[] = ['RateLimitPolicy', 'RateLimit'];

/** Whether the request was counted before it was answered so: its caller was known. */
function isCounted({ security = [] }: Operation, status: string): boolean {
  return security.length > 0 && !['400', '401', '408', '413', '415', '431'].includes(status);
}

/** Refusals of the bare connection, which carry no id: nobody had read the request so far. */
const bare = ['408', '431'];

/** Names the headers of every answer. */
export function describeHeaders(document: OpenAPIObject): void {
  for (const { operation } of operationsOf(document)) {
    for (const [status, response] of responsesOf(operation)) {
      const names = [...(bare.includes(status) ? [] : ofEvery), ...(isCounted(operation, status) ? ofLimited : [])];
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

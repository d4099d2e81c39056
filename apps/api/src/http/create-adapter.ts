import { FastifyAdapter } from '@nestjs/platform-fastify';
import { LogController, type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { answerBrokenRequest } from './broken-request.js';
import { readJsonBodies } from './json-body.js';
import { sendProblem } from './problem.filter.js';
import { ProblemError } from './problem-error.js';
import { requestId } from './request-id.js';
import { observeRequests, type RequestObserver } from './request-observer.js';
import type { RouteTable } from './route-table.js';
import { toProblem } from './to-problem.js';

const maxBodyBytes = 1024 * 1024;

/** How long a client may take to send a whole request, its headers first. */
const requestTimeoutMs = 30_000;
const headersTimeoutMs = 10_000;

/** How long a connection may stay silent while a request is under way; longer than any answer takes. */
const connectionTimeoutMs = 120_000;

/** How often Node looks for requests that are late. */
const lateCheckMs = 2_000;

export interface AdapterParts {
  readonly logger: Logger;
  readonly routes: RouteTable;
  readonly observer: RequestObserver;
}

/** Fastify with the limits, the body parser and the log lines of this API. */
export function createAdapter({ logger, routes, observer }: AdapterParts): FastifyAdapter {
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: connectionTimeoutMs,
    // While it ends it answers what still comes on open connections; the refusal of Fastify's own is no problem document.
    return503OnClosing: false,
    http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: lateCheckMs },
    routerOptions: { maxParamLength: 256 },
    genReqId: requestId,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(request, reply, frameworkProblem(error));
    },
  });
  const fastify = adapter.getInstance();
  readJsonBodies(fastify);
  fastify.decorateRequest('caller', null);
  fastify.decorateRequest('application', null);
  fastify.addHook('onRoute', (options) => {
    routes.add(options);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  observeRequests(fastify, observer, logger);
  return adapter;
}

/** A path whose escapes cannot be decoded, or that is longer than any of ours. */
function frameworkProblem(error: Error): ProblemError {
  const problem = toProblem(error);
  return problem.status < 500 ? problem : new ProblemError('malformed_request', { cause: error });
}

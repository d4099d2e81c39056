import type { Limits } from '#config';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { LogController, type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import type { ServerOptions } from 'node:http';
import type { Logger } from 'pino';
import { browserHeaders } from './browser-headers.js';
import { answerBrokenRequest } from './broken-request.js';
import { readJsonBodies } from './json-body.js';
import { sendProblem } from './problem.filter.js';
import { ProblemError } from './problem-error.js';
import { requestId } from './request-id.js';
import { observeRequests, type RequestObserver } from './request-observer.js';
import type { RouteTable } from './route-table.js';
import { toProblem } from './to-problem.js';
import { settleAnswers } from '../idempotency/settle-answers.js';

/** How often Node looks for requests that are late, at most. */
const lateCheckMs = 2_000;

export interface AdapterParts {
  readonly logger: Logger;
  readonly routes: RouteTable;
  readonly observer: RequestObserver;
  readonly limits: Limits;
  readonly trustedProxies: readonly string[];
}

/** Fastify with the limits, the body parser and the log lines of this API. */
export function createAdapter({ logger, routes, observer, limits, trustedProxies }: AdapterParts): FastifyAdapter {
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.maxBodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    connectionTimeout: limits.connectionTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    // While it ends it answers what still comes on open connections; the refusal of Fastify's own is no problem document.
    return503OnClosing: false,
    http: serverLimits(limits),
    routerOptions: { maxParamLength: 256 },
    genReqId: requestId,
    // Whom nobody trusts may not say where a request comes from.
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(request, reply, frameworkProblem(error));
    },
  });
  const fastify = adapter.getInstance();
  // Headers beyond Node's own count would be dropped in silence; ours are counted where they can be refused.
  fastify.server.maxHeadersCount = 0;
  fastify.server.maxConnections = limits.maxConnections;
  readJsonBodies(fastify, { maxDepth: limits.maxJsonDepth, maxKeys: limits.maxJsonKeys });
  fastify.decorateRequest('caller', null);
  fastify.decorateRequest('application', null);
  fastify.addHook('onRoute', (options) => {
    routes.add(options);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).headers(browserHeaders);
    // Names and values alternate.
    if (request.raw.rawHeaders.length > 2 * limits.maxRequestHeaders) {
      sendProblem(request, reply, tooManyHeaders(limits));
      return;
    }
    done();
  });
  settleAnswers(fastify);
  observeRequests(fastify, observer, logger);
  return adapter;
}

/** The server of Node: slow and endless headers. It takes no time for headers that is longer than for the request. */
function serverLimits({ headersTimeoutMs, requestTimeoutMs, maxRequestHeaderBytes }: Limits): ServerOptions {
  const headersTimeout = Math.min(headersTimeoutMs, requestTimeoutMs);
  return {
    headersTimeout,
    maxHeaderSize: maxRequestHeaderBytes,
    connectionsCheckingInterval: Math.min(lateCheckMs, Math.ceil(headersTimeout / 4)),
  };
}

function tooManyHeaders({ maxRequestHeaders }: Limits): ProblemError {
  return new ProblemError('headers_too_large', { detail: `A request may have ${maxRequestHeaders} headers` });
}

/** A path whose escapes cannot be decoded, or that is longer than any of ours. */
function frameworkProblem(error: Error): ProblemError {
  const problem = toProblem(error);
  return problem.status < 500 ? problem : new ProblemError('malformed_request', { cause: error });
}

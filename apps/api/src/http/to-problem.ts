import { HttpException } from '@nestjs/common';
import { BacklogFullError, isUnavailable } from '#persistence';
import { UnsealError } from '#signing';
import { ProblemError } from './problem-error.js';
import type { ProblemCode } from './problems.js';

/** What Fastify refuses by itself, before any of our code runs. */
const fastifyProblems: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  // QUERY, which Fastify looks at more closely than at other methods that no route of ours knows.
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: 'route_not_found',
  // No id or uid is as long.
  FST_ERR_MAX_PARAM_LENGTH: 'route_not_found',
};

const statusProblems: Readonly<Record<number, ProblemCode>> = {
  400: 'malformed_request',
  404: 'route_not_found',
  408: 'request_timeout',
  413: 'body_too_large',
  415: 'unsupported_media_type',
};

/** Seconds after which a client may try again what failed for want of capacity or of the database. */
const retryAfter = { 'retry-after': '1' };

/** What the client is told of an error. Everything that nobody foresaw is an internal error, and says no more. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof HttpException) return ofHttpException(error);
  // Before the database is asked about: a client that hangs up halfway is a reset connection too.
  const refused = ofStatus(error);
  if (refused !== undefined) return refused;
  if (error instanceof BacklogFullError) return new ProblemError('backlog_full', { headers: retryAfter, cause: error });
  if (isUnavailable(error)) return new ProblemError('database_unavailable', { headers: retryAfter, cause: error });
  if (error instanceof UnsealError) return new ProblemError('sealed_unreadable', { cause: error });
  return new ProblemError('internal_error', { cause: error });
}

/** Nest's own exceptions, and Fastify's errors as the adapter wraps them. */
function ofHttpException(exception: HttpException): ProblemError {
  return (
    ofStatus(exception.cause) ??
    new ProblemError(statusProblems[exception.getStatus()] ?? 'internal_error', { cause: exception })
  );
}

function ofStatus(error: unknown): ProblemError | undefined {
  // Fastify's errors are made by functions, not by a class, so what they hold is all there is to know them by.
  if (typeof error !== 'object' || error === null || !('statusCode' in error) || !('code' in error)) return undefined;
  const code = fastifyProblems[String(error.code)] ?? statusProblems[Number(error.statusCode)];
  return code && new ProblemError(code, { cause: error });
}

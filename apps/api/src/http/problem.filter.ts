import type { Limits } from '#config';
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from './problem-error.js';
import type { RouteTable } from './route-table.js';
import { toProblem } from './to-problem.js';

/** The one place where an error becomes an answer, and where our own faults are logged. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly routes: RouteTable,
    private readonly limits: Limits,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (!reply.sent) sendProblem(request, reply, this.#refine(toProblem(error), request));
  }

  #refine(problem: ProblemError, request: FastifyRequest): ProblemError {
    if (problem.code === 'body_too_large') {
      return new ProblemError('body_too_large', { detail: `A body may have ${this.limits.maxBodyBytes} bytes` });
    }
    if (problem.code !== 'route_not_found') return problem;
    const allow = this.routes.methodsOf(request.url);
    return allow.length === 0
      ? this.#withoutSlash(problem, pathOf(request.url))
      : new ProblemError('method_not_allowed', { headers: { allow: allow.join(', ') } });
  }

  #withoutSlash(problem: ProblemError, path: string): ProblemError {
    const meant = path.replace(/\/+$/, '');
    if (meant === path || this.routes.methodsOf(meant).length === 0) return problem;
    return new ProblemError('route_not_found', { detail: `It is ${meant}, without a slash at its end` });
  }
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: ProblemError): void {
  if (problem.status >= 500) request.log.error({ err: problem.cause ?? problem, code: problem.code }, 'request failed');
  void reply
    .status(problem.status)
    .headers(problem.headers)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify({ ...problem.toJSON(), instance: pathOf(request.url), requestId: request.id }));
}

/** Without the query, which may hold what should not be repeated. */
function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

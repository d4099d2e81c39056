import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import type { FastifyRequest } from 'fastify';
import { jsonPointer } from './json-pointer.js';
import { ProblemError } from './problem-error.js';

/**
 * For routes that ask for no query: whoever sends one means something by it (`?dryRun=true`), and would get something
 * else. Routes that ask for one judge it themselves. What is public is let be: probes and scrapers append what they like.
 */
@Injectable()
export class NoParametersGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { query, caller } = context.switchToHttp().getRequest<FastifyRequest>();
    const names = Object.keys(query as object);
    if (names.length === 0 || caller === null || asksForQuery(context)) return true;
    throw new ProblemError('invalid_query', {
      errors: names.map((name) => ({ pointer: jsonPointer([name]), detail: 'is not a known parameter' })),
    });
  }
}

/** Nest keeps what a handler asks for by kind and place. */
function asksForQuery(context: ExecutionContext): boolean {
  const { name } = context.getHandler();
  const asked = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), name) as object | undefined;
  return Object.keys(asked ?? {}).some((key) => key.startsWith(`${RouteParamtypes.QUERY}:`));
}

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ApplicationRef } from '../applications/application-lookup.js';

/** Whose key a request came with. */
export interface Caller {
  readonly keyId: string;
  /** UUID of the one application that the key is for; undefined for an admin key. */
  readonly applicationId: string | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard on every route that is not public. */
    caller: Caller | null;
    /** The application of the route's path; set by the guard where the path names one. */
    application: ApplicationRef | null;
  }
}

/** The application that the path names and that the caller may see. */
export const InApplication = createParamDecorator((_: unknown, context: ExecutionContext): ApplicationRef => {
  return applicationOf(context.switchToHttp().getRequest<FastifyRequest>());
});

export function applicationOf(request: FastifyRequest): ApplicationRef {
  if (request.application === null) throw new Error('bug: the route names no application');
  return request.application;
}

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ApplicationRef } from '../applications/application-lookup.js';
import type { Access, Scope } from './access.js';

/** Whose credential a request came with. */
export interface Caller {
  readonly kind: 'apiKey' | 'portalSession';
  /** UUID of the API key or the portal session. */
  readonly id: string;
  readonly scope: Scope;
  readonly access: Access;
  /** UUID of the one application that it is for; undefined for an admin key. */
  readonly applicationId: string | undefined;
  /** Requests a second that were set for this key alone. */
  readonly rateLimitPerSecond: number | undefined;
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

/** Who calls. */
export const CalledBy = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  return callerOf(context.switchToHttp().getRequest<FastifyRequest>());
});

export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new Error('bug: the route is public');
  return request.caller;
}

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ActorKind, Author } from '#persistence';
import type { FastifyRequest } from 'fastify';
import type { Scope } from '../auth/access.js';
import { callerOf } from '../auth/caller.js';

const kinds = {
  admin: 'admin_key',
  application: 'application_key',
  portal: 'portal_session',
} as const satisfies Record<Scope, ActorKind>;

/** Who asks for a change, and from where: what its entry in the audit log says. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext): Author => {
  return authorOf(context.switchToHttp().getRequest<FastifyRequest>());
});

export function authorOf(request: FastifyRequest): Author {
  const { scope, id } = callerOf(request);
  return { actor: { kind: kinds[scope], id, name: null }, remoteAddress: request.ip, requestId: request.id };
}

import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ApplicationLookup } from '../applications/application-lookup.js';
import { ProblemError } from '../http/problem-error.js';
import { accessMetadata, type Access } from './access.js';
import { bearerKey } from './api-key.js';
import { ApiKeyLookup } from './api-key-lookup.js';
import type { Caller } from './caller.js';

/**
 * Lets a request through that comes with a key for what it wants. The one place where the application of a path is
 * resolved, so no route can forget to ask whose it is: another's application is as unknown as one that is not there.
 */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: ApiKeyLookup,
    private readonly applications: ApplicationLookup,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(accessMetadata, [
      context.getHandler(),
      context.getClass(),
    ]);
    return access === 'public' || this.#admit(context.switchToHttp().getRequest<FastifyRequest>(), access);
  }

  async #admit(request: FastifyRequest, access: Access | undefined): Promise<boolean> {
    const caller = await this.#authenticate(request);
    request.caller = caller;
    const { app } = request.params as { app?: string };
    if (app === undefined) {
      if (access !== 'any') requireAdmin(caller);
      return true;
    }
    const application = await this.applications.find(app);
    const mine = caller.applicationId === undefined || caller.applicationId === application?.id;
    if (application === undefined || !mine) throw new ProblemError('application_not_found');
    if (access === 'admin') requireAdmin(caller);
    request.application = application;
    return true;
  }

  async #authenticate(request: FastifyRequest): Promise<Caller> {
    const header = request.headers.authorization;
    const challenge = { 'www-authenticate': 'Bearer realm="postrider"' };
    if (header === undefined) throw new ProblemError('api_key_missing', { headers: challenge });
    const key = bearerKey(header);
    const caller = key === undefined ? undefined : await this.keys.find(key);
    if (caller === undefined) throw new ProblemError('api_key_invalid', { headers: challenge });
    return caller;
  }
}

function requireAdmin(caller: Caller): void {
  if (caller.applicationId !== undefined) throw new ProblemError('admin_key_required');
}

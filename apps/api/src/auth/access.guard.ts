import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApplicationLookup, type ApplicationRef } from '../applications/application-lookup.js';
import { RefusedWrites } from '../audit/refused-writes.js';
import { ProblemError } from '../http/problem-error.js';
import { RateLimiter } from '../rate-limits/rate-limiter.js';
import { audienceKey, readsKey, refusalOf, requirementOf, type Audience } from './access.js';
import { Authenticator } from './authenticator.js';
import type { Caller } from './caller.js';

/**
 * Lets a request through that comes with a credential for what it wants, at the rate that it may. The one place where
 * the application of a path is resolved, so no route can forget to ask whose it is: another's application is as unknown
 * as one that is not there.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly limiter: RateLimiter,
    private readonly applications: ApplicationLookup,
    private readonly refusedWrites: RefusedWrites,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handler = context.getHandler();
    const audience = this.reflector.getAllAndOverride<Audience | undefined>(audienceKey, [handler, context.getClass()]);
    if (audience === 'public') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const caller = await this.authenticator.authenticate(request);
    request.caller = caller;
    await this.limiter.admit(caller, http.getResponse<FastifyReply>());
    const { app } = request.params as { app?: string };
    if (app !== undefined) request.application = await this.#applicationFor(caller, app);
    const reads = this.reflector.get<boolean | undefined>(readsKey, handler);
    const { method } = request;
    const requirement = requirementOf({ audience, reads, method, isOfApplication: app !== undefined });
    const refusal = refusalOf(caller, requirement);
    if (refusal === undefined) return true;
    if (requirement.access === 'write') await this.refusedWrites.record(request, refusal);
    throw new ProblemError(refusal);
  }

  async #applicationFor(caller: Caller, idOrUid: string): Promise<ApplicationRef> {
    const application = await this.applications.find(idOrUid);
    const isMine = caller.applicationId === undefined || caller.applicationId === application?.id;
    if (application === undefined || !isMine) throw new ProblemError('application_not_found');
    return application;
  }
}

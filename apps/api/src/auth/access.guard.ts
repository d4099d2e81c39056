import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ApplicationLookup, type ApplicationRef } from '../applications/application-lookup.js';
import { ProblemError } from '../http/problem-error.js';
import { audienceKey, readsKey, refusalOf, requirementOf, type Audience } from './access.js';
import { bearerCredential, standsInQuery } from './credential.js';
import { CallerLookup } from './caller-lookup.js';
import type { Caller } from './caller.js';

/**
 * Lets a request through that comes with a credential for what it wants. The one place where the application of a path
 * is resolved, so no route can forget to ask whose it is: another's application is as unknown as one that is not there.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: CallerLookup,
    private readonly applications: ApplicationLookup,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const audience = this.reflector.getAllAndOverride<Audience | undefined>(audienceKey, targets);
    if (audience === 'public') return true;
    const reads = this.reflector.get<boolean | undefined>(readsKey, context.getHandler());
    return this.#admit(context.switchToHttp().getRequest<FastifyRequest>(), audience, reads);
  }

  async #admit(request: FastifyRequest, audience: Audience | undefined, reads: boolean | undefined): Promise<boolean> {
    if (standsInQuery(request.url)) throw new ProblemError('credential_in_query');
    const caller = await this.#authenticate(request);
    request.caller = caller;
    const { app } = request.params as { app?: string };
    if (app !== undefined) request.application = await this.#applicationFor(caller, app);
    const { method } = request;
    const refusal = refusalOf(caller, requirementOf({ audience, reads, method, isOfApplication: app !== undefined }));
    if (refusal !== undefined) throw new ProblemError(refusal);
    return true;
  }

  async #applicationFor(caller: Caller, idOrUid: string): Promise<ApplicationRef> {
    const application = await this.applications.find(idOrUid);
    const isMine = caller.applicationId === undefined || caller.applicationId === application?.id;
    if (application === undefined || !isMine) throw new ProblemError('application_not_found');
    return application;
  }

  async #authenticate(request: FastifyRequest): Promise<Caller> {
    const header = request.headers.authorization;
    if (header === undefined) {
      throw new ProblemError('api_key_missing', { headers: { 'www-authenticate': challenge } });
    }
    const text = bearerCredential(header);
    const caller = text === undefined ? undefined : await this.callers.find(text);
    if (caller !== undefined) return caller;
    throw new ProblemError('api_key_invalid', {
      headers: { 'www-authenticate': `${challenge}, error="invalid_token"` },
    });
  }
}

/** RFC 6750, section 3. */
const challenge = 'Bearer realm="postrider"';

import { Injectable, Logger, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { IdempotencyClaim, KeyedRequest } from '#persistence';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../auth/caller.js';
import { isKept, type Answer } from './answer.js';
import { claimsInTransactionMetadata } from './claims-in-transaction.js';
import { IdempotencyKeys } from './idempotency-keys.js';
import { idempotencyHeader, keyedRequest } from './keyed-request.js';

/**
 * Lets a POST that carries an idempotency key through once, and ends its repeats before they do anything. A guard and
 * not an interceptor: it stands behind the guard of API keys, and costs requests without the header nothing.
 */
@Injectable()
export class IdempotencyGuard implements CanActivate {
  readonly #log = new Logger(IdempotencyGuard.name);

  constructor(
    private readonly reflector: Reflector,
    private readonly keys: IdempotencyKeys,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { headers, method, caller } = request;
    if (headers[idempotencyHeader] === undefined || method !== 'POST' || caller === null) return true;
    const claimsItself = this.reflector.get<true | undefined>(claimsInTransactionMetadata, context.getHandler());
    return this.#admit(request, caller, claimsItself === true);
  }

  async #admit(request: FastifyRequest, caller: Caller, claimsItself: boolean): Promise<boolean> {
    const keyed: KeyedRequest = keyedRequest(request, caller);
    if (claimsItself) {
      request.keyed = keyed;
      return true;
    }
    const claim = await this.keys.claim(keyed);
    request.settle = (answer) => this.#settle(claim, answer);
    return true;
  }

  /** What is done is done: an answer that cannot be kept is given all the same, and its claim runs out. */
  async #settle(claim: IdempotencyClaim, answer: Answer): Promise<void> {
    try {
      await (isKept(answer.status) ? this.keys.keep(claim, answer) : this.keys.release(claim));
    } catch (error) {
      this.#log.warn('answer to an idempotency key not kept', { err: error });
    }
  }
}

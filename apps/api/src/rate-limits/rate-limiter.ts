import { Inject, Injectable } from '@nestjs/common';
import type { Limits } from '#config';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../auth/caller.js';
import { LIMITS, REQUEST_COUNTER } from '../core/tokens.js';
import { ProblemError } from '../http/problem-error.js';
import { rateLimitFields, rateLimitOf, secondsOf, type RateLimit } from './rate-limit.js';
import type { RequestCounter } from './request-counter.js';

/** Holds callers to their rate limits and tells them where they stand, on every answer. */
@Injectable()
export class RateLimiter {
  constructor(
    @Inject(REQUEST_COUNTER) private readonly counter: RequestCounter,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  /**
   * Counts the request. Without a promise for callers that are not limited: the hot path asks nobody.
   *
   * @throws ProblemError `rate_limited`
   */
  admit(caller: Caller, reply: FastifyReply): undefined | Promise<undefined> {
    const limit = rateLimitOf(caller, this.limits.rateLimitPerSecond);
    return limit === undefined ? undefined : this.#count(limit, reply);
  }

  async #count(limit: RateLimit, reply: FastifyReply): Promise<undefined> {
    const count = await this.counter.count(limit.name);
    void reply.headers(rateLimitFields(limit, count));
    if (count.used <= limit.quota) return;
    throw new ProblemError('rate_limited', { headers: { 'retry-after': String(secondsOf(count.endsInMs)) } });
  }
}

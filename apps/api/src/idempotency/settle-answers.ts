import type { KeyedRequest } from '#persistence';
import type { FastifyInstance } from 'fastify';
import type { Answer } from './answer.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on requests with an idempotency key whose route claims it by itself. */
    keyed: KeyedRequest | null;
    /** Set on requests that hold a claim: to be told of the answer before it is sent. */
    settle: ((answer: Answer) => Promise<void>) | null;
  }
}

/** Keeps the answers to requests that hold a claim, as the very text that is sent. */
export function settleAnswers(fastify: FastifyInstance): void {
  fastify.decorateRequest('keyed', null);
  fastify.decorateRequest('settle', null);
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (request.settle === null) {
      done(null, payload);
      return;
    }
    const answer = {
      status: reply.statusCode,
      contentType: String(reply.getHeader('content-type') ?? ''),
      body: typeof payload === 'string' ? payload : '',
    };
    void request.settle(answer).then(() => {
      done(null, payload);
    });
  });
}

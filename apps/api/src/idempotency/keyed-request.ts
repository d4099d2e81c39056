import type { KeyedRequest } from '#persistence';
import type { FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import type { Caller } from '../auth/caller.js';
import { ProblemError } from '../http/problem-error.js';

/** Source: draft-ietf-httpapi-idempotency-key-header. */
export const idempotencyHeader = 'idempotency-key';

/** Marks an answer that was given before. */
export const replayedHeader = 'idempotent-replayed';

/** Owner of the keys that come with admin keys; no UUIDv7 is it. */
const operator = '00000000-0000-0000-0000-000000000000';

/**
 * The request as its repeats are known by. Keys belong to the application, or to the operator, whose API key called:
 * a key that was replaced between two tries still finds the first one's answer, and nobody finds another's.
 *
 * @throws ProblemError `idempotency_key_invalid`
 */
export function keyedRequest(request: FastifyRequest, caller: Caller): KeyedRequest {
  const key = request.headers[idempotencyHeader];
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new ProblemError('idempotency_key_invalid', {
      detail: 'The header Idempotency-Key must be 1 to 255 visible ASCII characters, once',
    });
  }
  return { ownerId: caller.applicationId ?? operator, key, fingerprint: fingerprintOf(request) };
}

/** Over route and body. The application is the same one, whether the path names it by its id or by its uid. */
function fingerprintOf({ method, url, routeOptions, params, application, bodyText }: FastifyRequest): Buffer {
  const query = url.indexOf('?');
  const names = { ...(params as Record<string, string>), ...(application && { app: application.id }) };
  const route = JSON.stringify([method, routeOptions.url, names, query === -1 ? '' : url.slice(query)]);
  return createHash('sha256').update(route).update(bodyText).digest();
}

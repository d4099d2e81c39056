import type { Caller } from '../auth/caller.js';
import { windowSeconds, type WindowCount } from './request-counter.js';

/** How many requests who may make. */
export interface RateLimit {
  /** Shown to the client. */
  readonly policy: 'key' | 'portal';
  /** What is counted together. */
  readonly name: string;
  /** Requests in a window. */
  readonly quota: number;
}

/**
 * The rate limit of a caller; undefined when it has none: admin keys, unless one was set for the key. The portal
 * sessions of an application share one, or a customer would have as many as sessions.
 *
 * @param perSecond of whoever is limited and has no rate of its own
 */
export function rateLimitOf(caller: Caller, perSecond: number): RateLimit | undefined {
  const { kind, id, scope, applicationId, rateLimitPerSecond } = caller;
  if (scope === 'admin' && rateLimitPerSecond === undefined) return undefined;
  const quota = (rateLimitPerSecond ?? perSecond) * windowSeconds;
  return kind === 'portalSession'
    ? { policy: 'portal', name: `portal:${applicationId}`, quota }
    : { policy: 'key', name: `key:${id}`, quota };
}

/**
 * What the client is told of its limit, after each request: draft-ietf-httpapi-ratelimit-headers, section 3 and 4, as
 * structured fields: quota and window, what remains of it, and seconds until there is more.
 */
export function rateLimitFields({ policy, quota }: RateLimit, { used, endsInMs }: WindowCount) {
  return {
    'ratelimit-policy': `"${policy}";q=${quota};w=${windowSeconds}`,
    ratelimit: `"${policy}";r=${Math.max(0, quota - used)};t=${secondsOf(endsInMs)}`,
  };
}

/** Whole seconds until a client may try again, one at least. */
export function secondsOf(durationMs: number): number {
  return Math.max(1, Math.ceil(durationMs / 1_000));
}

import { describe, expect, it } from '@jest/globals';
import type { Caller } from '../auth/caller.js';
import { rateLimitFields, rateLimitOf } from './rate-limit.js';

const key: Caller = {
  kind: 'apiKey',
  id: 'k',
  scope: 'application',
  access: 'write',
  applicationId: 'a',
  rateLimitPerSecond: undefined,
};

describe('the rate limit', () => {
  it('of an application key is what the configuration says, or its own', () => {
    expect(rateLimitOf(key, 100)).toEqual({ policy: 'key', name: 'key:k', quota: 1_000 });
    expect(rateLimitOf({ ...key, rateLimitPerSecond: 7 }, 100)).toEqual({ policy: 'key', name: 'key:k', quota: 70 });
  });

  it('of an admin key is none unless it has its own', () => {
    const admin: Caller = { ...key, scope: 'admin', applicationId: undefined };
    expect(rateLimitOf(admin, 100)).toBeUndefined();
    expect(rateLimitOf({ ...admin, rateLimitPerSecond: 7 }, 100)).toMatchObject({ quota: 70 });
  });

  it('of portal sessions is one for all of an application', () => {
    const sessions = ['s', 't'].map((id): Caller => ({ ...key, kind: 'portalSession', id, scope: 'portal' }));
    for (const session of sessions) {
      expect(rateLimitOf(session, 100)).toEqual({ policy: 'portal', name: 'portal:a', quota: 1_000 });
    }
  });

  it('is told as structured fields', () => {
    const limit = { policy: 'key', name: 'key:k', quota: 1_000 } as const;
    expect(rateLimitFields(limit, { used: 1, endsInMs: 9_001 })).toEqual({
      'ratelimit-policy': '"key";q=1000;w=10',
      ratelimit: '"key";r=999;t=10',
    });
    expect(rateLimitFields(limit, { used: 1_001, endsInMs: 0 }).ratelimit).toBe('"key";r=0;t=1');
  });
});

import { loadConfig } from '#config';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeApplication, startTestApi, type Problem, type TestApi } from '../harness/api.js';

const { limits } = loadConfig({}, { embedded: true });
/** Ten in a window of ten seconds. */
const rateLimitPerSecond = 1;

describe('rate limits', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi({ limits: { ...limits, rateLimitPerSecond, maxFailedAuthentications: 5 } });
    for (const uid of ['acme', 'other']) await makeApplication(api, uid);
  });

  afterAll(async () => {
    await api.close();
  });

  const makeKey = async (fields: object) =>
    (await api.call<{ id: string; key: string }>('POST', '/v1/api-keys', { name: 'limited', ...fields })).body;
  const use = (key: string) => api.call<Partial<Problem>>('GET', '/v1/event-types', undefined, { key });
  const statusesOf = async (key: string, times: number) => {
    const answers = await Promise.all(Array.from({ length: times }, () => use(key)));
    return answers.map(({ status }) => status).sort();
  };

  it('of a key let through what it may and tell the rest when to try again', async () => {
    const { key } = await makeKey({ application: 'acme' });
    const first = await use(key);
    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit-policy')).toBe('"key";q=10;w=10');
    expect(first.headers.get('ratelimit')).toMatch(/^"key";r=9;t=(10|9)$/);
    expect(await statusesOf(key, 12)).toEqual([...Array<number>(9).fill(200), 429, 429, 429]);
    const refused = await use(key);
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
    expect(refused.headers.get('ratelimit')).toMatch(/^"key";r=0;t=\d+$/);
    const waitSeconds = Number(refused.headers.get('retry-after'));
    expect(waitSeconds).toBeGreaterThanOrEqual(1);
    expect(waitSeconds).toBeLessThanOrEqual(10);
  });

  it('count what is refused for another reason, too', async () => {
    const { key } = await makeKey({ application: 'acme' });
    const answer = await api.call('GET', '/v1/applications/other', undefined, { key });
    expect([answer.status, answer.headers.get('ratelimit')]).toEqual([404, expect.stringMatching(/^"key";r=9;/)]);
  });

  it('of one key are not those of another', async () => {
    const [one, other] = [await makeKey({ application: 'acme' }), await makeKey({ application: 'acme' })];
    expect(await statusesOf(one.key, 11)).toContain(429);
    expect((await use(other.key)).status).toBe(200);
  });

  it('are raised for a key at once, and lowered', async () => {
    const { id, key } = await makeKey({ application: 'acme' });
    expect(await statusesOf(key, 11)).toContain(429);
    await api.call('PATCH', `/v1/api-keys/${id}`, { rateLimitPerSecond: 5 });
    const raised = await use(key);
    expect([raised.status, raised.headers.get('ratelimit-policy')]).toEqual([200, '"key";q=50;w=10']);
  });

  it('do not hold for admin keys, unless somebody sets them', async () => {
    const { key } = await makeKey({});
    expect(new Set(await statusesOf(key, 30))).toEqual(new Set([200]));
    expect((await use(key)).headers.get('ratelimit')).toBeNull();
    const { key: limited } = await makeKey({ rateLimitPerSecond: 1 });
    expect(await statusesOf(limited, 11)).toContain(429);
  });

  it('E11: are shared by the portal sessions of an application', async () => {
    const make = async (uid: string) =>
      (await api.call<{ token: string }>('POST', `/v1/applications/${uid}/portal-sessions`, {})).body.token;
    const [one, another, elsewhere] = [await make('acme'), await make('acme'), await make('other')];
    expect(new Set(await statusesOf(one, 10))).toEqual(new Set([200]));
    expect((await use(another)).body.code).toBe('rate_limited');
    const answer = await use(elsewhere);
    expect([answer.status, answer.headers.get('ratelimit-policy')]).toEqual([200, '"portal";q=10;w=10']);
  });

  it('do not hold back many keys that come for the first time at once', async () => {
    const keys = await Promise.all(Array.from({ length: 12 }, () => makeKey({})));
    const answers = await Promise.all(keys.flatMap(({ key }) => [use(key), use(key)]));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('hold back whoever tries credentials, and not those whose key is known', async () => {
    const { key: known } = await makeKey({});
    const { key: fresh } = await makeKey({});
    expect((await use(known)).status).toBe(200);
    const tries = await Promise.all(Array.from({ length: 8 }, (_, index) => use(`ptr_guess${index}`)));
    expect(tries.map(({ status }) => status).sort()).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    const refused = await use(fresh);
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_failed_authentications']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await use(known)).status).toBe(200);
    // Whoever revokes something does not make strangers of the others.
    const { id } = (await api.call<{ id: string }>('POST', '/v1/applications/acme/portal-sessions', {})).body;
    expect((await api.call('DELETE', `/v1/applications/acme/portal-sessions/${id}`)).status).toBe(204);
    expect((await use(known)).status).toBe(200);
  });
});

describe('rate limits while Redis is away', () => {
  it('are counted by each process, and no request fails', async () => {
    const url = 'redis://127.0.0.1:1';
    const api = await startTestApi({
      redis: { url, servers: { kind: 'standalone', url } },
      limits: { ...limits, rateLimitPerSecond },
    });
    try {
      await makeApplication(api, 'acme');
      const { body } = await api.call<{ key: string }>('POST', '/v1/api-keys', { name: 'k', application: 'acme' });
      const use = () => api.call('GET', '/v1/event-types', undefined, { key: body.key });
      const answers = await Promise.all(Array.from({ length: 12 }, use));
      expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(10).fill(200), 429, 429]);
    } finally {
      await api.close();
    }
  });
});

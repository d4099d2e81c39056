import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { markCallerUsed, openDatabase, parsePublicId, revokeApiKey } from '#persistence';
import { ensureAdminKey, startApi } from '../../apps/api/src/index.js';
import { makeApplication, startTestApi, type Problem, type TestApi } from '../harness/api.js';
import { eventually } from '../harness/eventually.js';
import { testConfig } from '../harness/test-config.js';
import { usedBeforeItsEnd } from '../harness/used-before-its-end.js';

interface Key {
  readonly id: string;
  readonly key: string;
  readonly hint: string;
  readonly application: string | null;
}

describe('API keys', () => {
  let api: TestApi;
  let mine: Key;

  beforeAll(async () => {
    api = await startTestApi();
    await makeApplication(api, 'mine');
    await makeApplication(api, 'theirs');
    mine = (await api.call<Key>('POST', '/v1/api-keys', { name: 'portal', application: 'mine' })).body;
  });

  afterAll(async () => {
    await api.close();
  });

  it.each<[string, Record<string, string>, string]>([
    ['no key', {}, 'api_key_missing'],
    ['an unknown key', { authorization: 'Bearer ptr_unknown' }, 'api_key_invalid'],
    ['another scheme', { authorization: 'Basic YTpi' }, 'api_key_invalid'],
    ['a key that is two', { authorization: 'Bearer a b' }, 'api_key_invalid'],
    ['an unsigned JWT (E2)', { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.' }, 'api_key_invalid'],
    ['a cookie (E12)', { cookie: 'authorization=Bearer ptr_x; session=ptr_x' }, 'api_key_missing'],
  ])('are required: %s is refused', async (_name, headers, code) => {
    const answer = await api.call<Problem>('GET', '/v1/applications', undefined, { key: null, headers });
    expect([answer.status, answer.body.code]).toEqual([401, code]);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="postrider"/);
  });

  const makeKey = async (fields: object) => {
    const answer = await api.call<Key & Problem>('POST', '/v1/api-keys', { name: 'made', ...fields });
    expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
    return answer.body;
  };
  const codeOf = async (key: string) =>
    (await api.call<Partial<Problem>>('GET', '/v1/event-types', undefined, { key })).body.code ?? 'let in';

  it('are read one by one, renamed and given a rate of their own', async () => {
    const { key, ...made } = await makeKey({ access: 'read', expiresAt: '2999-01-01T00:00:00Z' });
    expect(made).toMatchObject({
      application: null,
      access: 'read',
      rateLimitPerSecond: null,
      expiresAt: '2999-01-01T00:00:00.000Z',
      lastUsedAt: null,
    });
    const path = `/v1/api-keys/${made.id}`;
    expect((await api.call('GET', path)).body).toEqual(made);
    const changed = await api.call('PATCH', path, { name: 'renamed', rateLimitPerSecond: 7 });
    expect(changed.body).toEqual({ ...made, name: 'renamed', rateLimitPerSecond: 7 });
    expect((await api.call('PATCH', path, { rateLimitPerSecond: null })).body).toMatchObject({
      rateLimitPerSecond: null,
    });
    expect((await api.call('GET', path)).text).not.toContain(key);
    for (const [method, body] of [['GET'], ['PATCH', { name: 'x' }], ['DELETE']] as const) {
      for (const id of ['key_01kah2v2mme1sv0b1hp8r7mxf4', 'x', mine.id.replace('key_', 'app_')]) {
        const answer = await api.call<Problem>(method, `/v1/api-keys/${id}`, body);
        expect([answer.status, answer.body.code]).toEqual([404, 'api_key_not_found']);
      }
    }
  });

  it.each([
    ['/name', { name: '' }],
    ['/name', { name: null }],
    ['/access', { access: 'admin' }],
    ['/expiresAt', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['/expiresAt', { expiresAt: 'tomorrow' }],
    ['/rateLimitPerSecond', { rateLimitPerSecond: 0 }],
    ['/rateLimitPerSecond', { rateLimitPerSecond: 1.5 }],
    ['/hash', { hash: 'x' }],
  ])('are refused with a fault at %s', async (pointer, fields) => {
    const answer = await api.call<Problem>('POST', '/v1/api-keys', { name: 'x', ...fields });
    expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ pointer }] });
  });

  it('E2: are refused from the moment they expire, though they were in use', async () => {
    const { key, firstUse } = await usedBeforeItsEnd(async (endsAt) => {
      const made = await makeKey({ expiresAt: endsAt.toISOString() });
      return { ...made, firstUse: await codeOf(made.key) };
    });
    // Sooner than what was looked up is looked up again.
    expect([firstUse, await codeOf(key)]).toEqual(['let in', 'api_key_invalid']);
  });

  it('are noted as used once a minute', async () => {
    const { id, key } = await makeKey({});
    const usedAt = async () => {
      const { body } = await api.call<{ lastUsedAt: string | null }>('GET', `/v1/api-keys/${id}`);
      return body.lastUsedAt;
    };
    await codeOf(key);
    await eventually(async () => {
      expect(await usedAt()).not.toBeNull();
    });
    const first = await usedAt();
    const database = openDatabase({ url: api.clone.url, poolSize: 1, applicationName: 'test' });
    try {
      const caller = { kind: 'apiKey', id: parsePublicId('apiKey', id) ?? '' } as const;
      await markCallerUsed(database.reads, caller);
      expect(await usedAt()).toBe(first);
      await api.clone.query(`update postrider.api_key set last_used_at = now() - interval '61 seconds' where id = $1`, [
        caller.id,
      ]);
      await markCallerUsed(database.reads, caller);
      expect(Date.parse((await usedAt()) ?? '')).toBeGreaterThanOrEqual(Date.parse(first ?? ''));
    } finally {
      await database.close();
    }
  });

  it('are stored as hashes alone', async () => {
    const rows = await api.clone.query<{ row: string }>('select to_jsonb(k)::text as row from postrider.api_key k');
    expect(rows.length).toBeGreaterThan(1);
    for (const { row } of rows) {
      expect(row).not.toContain(mine.key);
      expect(row).not.toContain(api.adminKey);
    }
    const listed = await api.call<{ data: Key[] }>('GET', '/v1/api-keys');
    expect(listed.body.data.find(({ id }) => id === mine.id)).toMatchObject({ hint: mine.hint, name: 'portal' });
    expect(listed.text).not.toContain(mine.key);
  });

  it('are refused the moment they are revoked', async () => {
    const { body } = await api.call<Key>('POST', '/v1/api-keys', { name: 'short-lived' });
    const use = () => api.call<Problem>('GET', '/v1/applications', undefined, { key: body.key });
    expect((await use()).status).toBe(200);
    expect((await api.call('DELETE', `/v1/api-keys/${body.id}`)).status).toBe(204);
    expect((await use()).body.code).toBe('api_key_invalid');
    const again = await api.call<Problem>('DELETE', `/v1/api-keys/${body.id}`);
    expect(again.body.code).toBe('api_key_not_found');
  });

  it('E2: are refused by every other process within two seconds of their revocation', async () => {
    const other = await startApi(testConfig({ databaseUrl: api.clone.url, masterKey: api.masterKey }), {
      waker: { wake: () => undefined, poke: () => undefined },
    });
    try {
      const { id, key } = await makeKey({});
      const useThere = async () => {
        const { status } = await fetch(`${other.url}/v1/event-types`, { headers: { authorization: `Bearer ${key}` } });
        return status;
      };
      expect(await useThere()).toBe(200);
      await api.call('DELETE', `/v1/api-keys/${id}`);
      const revokedAt = performance.now();
      for (let askedAt = revokedAt; (await useThere()) !== 401; askedAt = performance.now()) {
        expect(askedAt - revokedAt).toBeLessThan(2_500);
      }
    } finally {
      await other.close();
    }
  });

  it('are for applications that exist', async () => {
    const answer = await api.call<Problem>('POST', '/v1/api-keys', { name: 'x', application: 'nobody' });
    expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/application' }] });
  });
});

describe('the last admin key', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });

  afterAll(async () => {
    await api.close();
  });

  const admins = async () => (await api.call<{ data: Key[] }>('GET', '/v1/api-keys')).body.data;

  it('that may write and has not expired cannot be revoked', async () => {
    const [only] = await admins();
    await api.call('POST', '/v1/api-keys', { name: 'only reads', access: 'read' });
    await api.call('POST', '/v1/api-keys', { name: 'expired', expiresAt: '2999-01-01T00:00:00Z' });
    await api.clone.query(`update postrider.api_key set expires_at = now() where name = 'expired'`);
    const refused = await api.call<Problem>('DELETE', `/v1/api-keys/${only?.id}`);
    expect([refused.status, refused.body.code]).toEqual([409, 'last_admin_key']);
    for (const { id } of (await admins()).filter(({ id }) => id !== only?.id)) {
      expect((await api.call('DELETE', `/v1/api-keys/${id}`)).status).toBe(204);
    }
  });

  it('is left of several that are revoked at once', async () => {
    const database = openDatabase({ url: api.clone.url, poolSize: 4, applicationName: 'test' });
    try {
      for (const name of ['a', 'b', 'c']) await api.call('POST', '/v1/api-keys', { name });
      const ids = (await admins()).map(({ id }) => parsePublicId('apiKey', id) ?? '');
      const outcomes = await Promise.all(ids.map((id) => revokeApiKey(database.reads, id)));
      expect(outcomes.sort()).toEqual(['last_admin_key', 'revoked', 'revoked', 'revoked']);
    } finally {
      await database.close();
    }
  });
});

describe('the first admin key', () => {
  it('is made once, and replaced by the one that the operator sets', async () => {
    const api = await startTestApi();
    const database = openDatabase({ url: api.clone.url, poolSize: 2, applicationName: 'test' });
    const opens = async (key: string) => (await api.call('GET', '/v1/api-keys', undefined, { key })).status === 200;
    try {
      expect(await ensureAdminKey(database)).toBeUndefined();

      expect(await ensureAdminKey(database, 'operator-key-1')).toEqual({ key: 'operator-key-1' });
      expect(await ensureAdminKey(database, 'operator-key-1')).toBeUndefined();
      expect([await opens('operator-key-1'), await opens(api.adminKey)]).toEqual([true, false]);

      expect(await ensureAdminKey(database, 'operator-key-2')).toEqual({ key: 'operator-key-2' });
      expect(await opens('operator-key-2')).toBe(true);
    } finally {
      await database.close();
      await api.close();
    }
  });

  it('is one, however many processes start at once', async () => {
    const api = await startTestApi();
    const database = openDatabase({ url: api.clone.url, poolSize: 4, applicationName: 'test' });
    try {
      await api.clone.query('delete from postrider.api_key');
      const made = await Promise.all([1, 2, 3, 4].map(() => ensureAdminKey(database)));
      expect(made.filter((key) => key !== undefined)).toHaveLength(1);
    } finally {
      await database.close();
      await api.close();
    }
  });
});

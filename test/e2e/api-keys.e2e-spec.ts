import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '#persistence';
import { ensureAdminKey } from '../../apps/api/src/index.js';
import { makeApplication, startTestApi, type Problem, type TestApi } from '../harness/api.js';

interface Key {
  readonly id: string;
  readonly key: string;
  readonly hint: string;
  readonly application: string | null;
}

interface Document {
  readonly paths: Record<string, Record<string, unknown>>;
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
  ])('are required: %s is refused', async (_name, headers, code) => {
    const answer = await api.call<Problem>('GET', '/v1/applications', undefined, { key: null, headers });
    expect([answer.status, answer.body.code]).toEqual([401, code]);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
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

  it('are for applications that exist', async () => {
    const answer = await api.call<Problem>('POST', '/v1/api-keys', { name: 'x', application: 'nobody' });
    expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/application' }] });
  });

  describe('of one application', () => {
    const asMine = (method: string, path: string) =>
      api.call<Problem>(method, path, method === 'GET' || method === 'DELETE' ? undefined : {}, { key: mine.key });

    const operations = async () => {
      const { body } = await api.call<Document>('GET', '/openapi.json');
      return Object.entries(body.paths).flatMap(([path, item]) =>
        Object.keys(item).map((method) => ({ method: method.toUpperCase(), path })),
      );
    };

    it('open it', async () => {
      expect((await asMine('GET', '/v1/applications/mine')).status).toBe(200);
      expect((await asMine('GET', '/v1/applications/mine/endpoints')).status).toBe(200);
    });

    it('find no other on any route', async () => {
      const others = (await operations()).filter(({ path }) => path.includes('{app}'));
      expect(others.length).toBeGreaterThan(15);
      for (const { method, path } of others) {
        const answer = await asMine(method, path.replace('{app}', 'theirs').replaceAll(/\{\w+\}/g, 'x'));
        expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 404, 'application_not_found']);
      }
    });

    it('open nothing of the operator', async () => {
      const readable = [
        '/v1/event-types',
        '/v1/event-types/{name}',
        '/v1/retry-policies',
        '/v1/retry-policies/preview',
      ];
      const operators = (await operations()).filter(
        ({ method, path }) =>
          path.startsWith('/v1/') &&
          !path.includes('{app}') &&
          !(readable.includes(path) && (method === 'GET' || path.endsWith('preview'))),
      );
      expect(operators.length).toBeGreaterThan(6);
      for (const { method, path } of operators) {
        const answer = await asMine(method, path.replaceAll(/\{\w+\}/g, 'x'));
        expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 403, 'admin_key_required']);
      }
    });

    it.each(['PATCH', 'DELETE'])('do not %s it', async (method) => {
      const answer = await asMine(method, '/v1/applications/mine');
      expect([answer.status, answer.body.code]).toEqual([403, 'admin_key_required']);
    });
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

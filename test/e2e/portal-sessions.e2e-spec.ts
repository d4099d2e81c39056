import { loadConfig } from '#config';
import { deleteEndedPortalSessions, openDatabase } from '#persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeApplication, startTestApi, type Problem, type TestApi } from '../harness/api.js';
import { usedBeforeItsEnd } from '../harness/used-before-its-end.js';

interface Session {
  readonly id: string;
  readonly token: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

const portal = 'https://portal.example.com';
const maxPortalSessions = 12;
const { limits } = loadConfig({}, { embedded: true });

describe('portal sessions', () => {
  let api: TestApi;
  const base = '/v1/applications/acme/portal-sessions';

  beforeAll(async () => {
    api = await startTestApi({ portalOrigins: [portal], limits: { ...limits, maxPortalSessions } });
    for (const uid of ['acme', 'other', 'crowded']) await makeApplication(api, uid);
  });

  afterAll(async () => {
    await api.close();
  });

  const make = async (fields: object = {}, key = api.adminKey) => {
    const answer = await api.call<Session & Partial<Problem>>('POST', base, fields, { key });
    expect([answer.status, answer.body.code]).toEqual([201, undefined]);
    return answer.body;
  };
  const use = async (token: string, path = '/v1/applications/acme/endpoints') => {
    const { status, body } = await api.call<Partial<Problem>>('GET', path, undefined, { key: token });
    return body.code ?? status;
  };
  const makeKey = async (fields: object) =>
    (await api.call<{ id: string; key: string }>('POST', '/v1/api-keys', { name: 'maker', ...fields })).body;

  it('open their application and the catalogue for an hour, unless told otherwise', async () => {
    const { token, ...session } = await make();
    expect(token).toMatch(/^ptrp_[\w-]{43}$/);
    expect(Date.parse(session.expiresAt) - Date.parse(session.createdAt)).toBe(3_600_000);
    expect(session).toMatchObject({ id: expect.stringMatching(/^ps_/), access: 'write', name: null, lastUsedAt: null });
    expect(await use(token)).toBe(200);
    expect(await use(token, '/v1/event-types')).toBe(200);
    expect(await use(token, '/v1/applications/acme')).toBe(200);
    expect(await use(token, '/v1/api-keys')).toBe('admin_key_required');
  });

  it('let a customer make an endpoint and read its secret', async () => {
    const { token: key } = await make({ expiresInSeconds: 60, name: 'jane@acme.example' });
    const endpoint = { url: 'http://127.0.0.1:9/', subscriptions: [{ eventType: '*' }] };
    const made = await api.call<{ id: string }>('POST', '/v1/applications/acme/endpoints', endpoint, { key });
    expect(made.status).toBe(201);
    const path = `/v1/applications/acme/endpoints/${made.body.id}`;
    expect((await api.call('GET', `${path}/secrets`, undefined, { key })).text).toContain('whsec_');
    expect((await api.call('DELETE', path, undefined, { key })).status).toBe(204);
  });

  it('E5: change nothing when they may only read', async () => {
    const { token: key } = await make({ access: 'read' });
    const { addEndpoint } = await makeApplication(api, 'looked-at');
    const { id } = await addEndpoint();
    const { body } = await api.call<Session>('POST', '/v1/applications/looked-at/portal-sessions', { access: 'read' });
    const path = `/v1/applications/looked-at/endpoints/${id}`;
    for (const [method, target] of [
      ['POST', `${path}/secrets/rotate`],
      ['POST', `${path}/test`],
      ['POST', '/v1/applications/looked-at/deliveries/x/redeliver'],
      ['PATCH', path],
      ['DELETE', path],
    ] as const) {
      const answer = await api.call<Problem>(method, target, method === 'DELETE' ? undefined : {}, { key: body.token });
      expect([target, answer.status, answer.body.code]).toEqual([target, 403, 'write_access_required']);
    }
    expect(await use(body.token, path)).toBe(200);
    expect(await use(key, path)).toBe('application_not_found');
  });

  it.each([
    ['/expiresInSeconds', { expiresInSeconds: 59 }],
    ['/expiresInSeconds', { expiresInSeconds: 86_401 }],
    ['/expiresInSeconds', { expiresInSeconds: '60' }],
    ['/access', { access: 'admin' }],
    ['/name', { name: '\n' }],
    ['/token', { token: 'ptrp_of_my_choosing' }],
  ])('are refused with a fault at %s', async (pointer, fields) => {
    const answer = await api.call<Problem>('POST', base, fields);
    expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ pointer }] });
  });

  it('are listed without their tokens, and stored as hashes alone', async () => {
    const { token, ...session } = await make({ name: 'listed' });
    const listed = await api.call<{ data: Session[] }>('GET', `${base}?limit=1`);
    expect(listed.body.data).toEqual([session]);
    expect((await api.call('GET', `${base}/${session.id}`)).body).toEqual(session);
    const rows = await api.clone.query<{ row: string }>(
      'select to_jsonb(s)::text as row from postrider.portal_session s',
    );
    expect(rows.map(({ row }) => row).join()).not.toContain(token);
    const elsewhere = await api.call<Problem>('GET', `/v1/applications/other/portal-sessions/${session.id}`);
    expect(elsewhere.body.code).toBe('portal_session_not_found');
  });

  it('E2: are refused the moment they are revoked', async () => {
    const { id, token } = await make();
    expect(await use(token)).toBe(200);
    expect((await api.call('DELETE', `${base}/${id}`)).status).toBe(204);
    expect(await use(token)).toBe('api_key_invalid');
    for (const method of ['GET', 'DELETE']) {
      expect((await api.call<Problem>(method, `${base}/${id}`)).body.code).toBe('portal_session_not_found');
    }
  });

  it('E2: are refused from the moment they expire, and then deleted', async () => {
    const kept = await make();
    const ended = await usedBeforeItsEnd(async (endsAt) => {
      const { token } = await make();
      await api.clone.query('update postrider.portal_session set expires_at = $2 where hash = sha256($1::bytea)', [
        token,
        endsAt,
      ]);
      return { token, firstUse: await use(token) };
    });
    expect([ended.firstUse, await use(ended.token)]).toEqual([200, 'api_key_invalid']);
    const database = openDatabase({ url: api.clone.url, poolSize: 1, applicationName: 'test' });
    try {
      expect(await deleteEndedPortalSessions(database.reads)).toBeGreaterThan(0);
    } finally {
      await database.close();
    }
    const rowOf = ({ token }: { token: string }) =>
      api.clone.query('select from postrider.portal_session where hash = sha256($1::bytea)', [token]);
    expect([await rowOf(kept), await rowOf(ended)]).toEqual([[{}], []]);
    expect(await use(kept.token)).toBe(200);
  });

  it('E2: end with the key that made them, and with no other', async () => {
    const maker = await makeKey({ application: 'acme' });
    const { token } = await make({}, maker.key);
    const { token: another } = await make();
    expect(await use(token)).toBe(200);
    await api.call('DELETE', `/v1/api-keys/${maker.id}`);
    expect([await use(token), await use(another)]).toEqual(['api_key_invalid', 200]);
  });

  it('E1: are made by nobody for another application', async () => {
    const { key } = await makeKey({ application: 'acme' });
    const answer = await api.call<Problem>('POST', '/v1/applications/other/portal-sessions', {}, { key });
    expect([answer.status, answer.body.code]).toEqual([404, 'application_not_found']);
    const { token } = await make();
    expect(await use(token, '/v1/applications/other/endpoints')).toBe('application_not_found');
  });

  it('E3: are refused in a query, whatever stands in the header, and not repeated', async () => {
    const { token } = await make();
    for (const query of [`token=${token}`, `access_token=${token}`, `authorization=Bearer%20${token}`]) {
      for (const key of [null, token]) {
        const path = `/v1/applications/acme/endpoints?${query}`;
        const answer = await api.call<Problem>('GET', path, undefined, { key });
        expect([answer.status, answer.body.code]).toEqual([400, 'credential_in_query']);
        expect(answer.text).not.toContain(token);
      }
    }
  });

  it('E11: are no more at once than may be, however many are asked for together', async () => {
    const path = '/v1/applications/crowded/portal-sessions';
    const ask = () => api.call<Session & Partial<Problem>>('POST', path, {});
    const answers = await Promise.all(Array.from({ length: maxPortalSessions + 5 }, ask));
    const codes = answers.map(({ status, body }) => body.code ?? status);
    expect(codes.filter((code) => code === 201)).toHaveLength(maxPortalSessions);
    expect(codes.filter((code) => code === 'too_many_portal_sessions')).toHaveLength(5);
    const made = answers.find(({ status }) => status === 201);
    await api.call('DELETE', `${path}/${made?.body.id}`);
    expect((await ask()).status).toBe(201);
  });

  describe('in a browser', () => {
    const preflight = (origin: string) =>
      api.call('OPTIONS', '/v1/applications/acme/endpoints', undefined, {
        key: null,
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      });

    it('are usable from the pages of the portal', async () => {
      const asked = await preflight(portal);
      expect(asked.status).toBe(204);
      expect(asked.headers.get('access-control-allow-origin')).toBe(portal);
      expect(asked.headers.get('access-control-allow-headers')).toMatch(/authorization.*last-event-id/);
      const { token: key } = await make();
      const used = await api.call('GET', '/v1/event-types', undefined, { key, headers: { origin: portal } });
      expect([used.status, used.headers.get('access-control-allow-origin')]).toEqual([200, portal]);
      const refused = await api.call('GET', '/v1/event-types', undefined, { key: null, headers: { origin: portal } });
      expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, portal]);
    });

    it.each([
      'https://evil.example.com',
      'https://portal.example.com.evil.example',
      'http://portal.example.com',
      'null',
    ])('E12: are not usable from %s', async (origin) => {
      const asked = await preflight(origin);
      expect(asked.headers.get('access-control-allow-origin')).not.toBe(origin);
      const { headers } = await api.call('GET', '/v1/event-types', undefined, { headers: { origin } });
      expect(headers.get('access-control-allow-origin')).not.toBe(origin);
    });

    it('E12: are never sent by the browser itself: no cookie is set, and none is heeded', async () => {
      const { token, id } = await make();
      const cookie = `token=${token}; session=${id}; authorization=Bearer%20${token}`;
      const answer = await api.call<Problem>('GET', '/v1/event-types', undefined, { key: null, headers: { cookie } });
      expect([answer.status, answer.body.code]).toEqual([401, 'api_key_missing']);
      const made = await api.call('POST', base, {}, { headers: { cookie, origin: portal } });
      for (const { headers } of [answer, made]) {
        expect(headers.getSetCookie()).toEqual([]);
        expect(headers.get('access-control-allow-credentials')).toBeNull();
      }
      await api.call('DELETE', `${base}/${id}`);
    });

    it('do not make paths exist that are not there', async () => {
      const answer = await api.call<Problem>('GET', '/v1/nowhere');
      expect([answer.status, answer.body.code]).toEqual([404, 'route_not_found']);
    });
  });
});

describe('pages of other origins', () => {
  it('E12: cannot call the API unless somebody allowed their origin', async () => {
    const api = await startTestApi();
    try {
      const headers = { origin: portal, 'access-control-request-method': 'GET' };
      const asked = await api.call<Problem>('OPTIONS', '/v1/event-types', undefined, { key: null, headers });
      expect([asked.status, asked.body.code]).toEqual([405, 'method_not_allowed']);
      const used = await api.call('GET', '/v1/event-types', undefined, { headers });
      for (const answer of [asked, used]) expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    } finally {
      await api.close();
    }
  });
});

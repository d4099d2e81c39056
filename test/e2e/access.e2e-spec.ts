import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeApplication, startTestApi, type Problem, type TestApi } from '../harness/api.js';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly security: readonly Record<string, readonly string[]>[];
}

interface Document {
  readonly paths: Record<string, Record<string, { readonly security: Operation['security'] }>>;
}

interface Credential {
  readonly scheme: 'adminKey' | 'applicationKey' | 'portalSession';
  readonly access: 'read' | 'write';
  readonly text: string;
}

/** What needs no admin key though it is of no application: the catalogue and what only computes. */
const openToAll = [
  'GET /v1/event-types',
  'GET /v1/event-types/{name}',
  'GET /v1/retry-policies',
  'POST /v1/retry-policies/preview',
];

/** What is an application's own and yet the operator's to do. */
const operatorsOwn = ['PATCH /v1/applications/{app}', 'DELETE /v1/applications/{app}'];

/** What of an application is no portal session's to do. */
const keysOwn = [
  'POST /v1/applications/{app}/portal-sessions',
  'GET /v1/applications/{app}/portal-sessions',
  'GET /v1/applications/{app}/portal-sessions/{session}',
  'DELETE /v1/applications/{app}/portal-sessions/{session}',
];

/** POSTs that neither store nor send anything. */
const reading = [
  'POST /v1/applications/{app}/endpoints/{endpoint}/subscriptions/try',
  'POST /v1/retry-policies/preview',
];

describe('who may call what', () => {
  let api: TestApi;
  let operations: Operation[];
  let credentials: Record<string, Credential>;

  beforeAll(async () => {
    api = await startTestApi();
    await makeApplication(api, 'mine');
    await makeApplication(api, 'theirs');
    const { body } = await api.call<Document>('GET', '/openapi.json');
    operations = Object.entries(body.paths)
      .filter(([path]) => path.startsWith('/v1/'))
      .flatMap(([path, item]) =>
        Object.entries(item).map(([method, { security }]) => ({ method: method.toUpperCase(), path, security })),
      );
    credentials = {
      admin: await makeKey('adminKey', 'write'),
      'admin, read-only': await makeKey('adminKey', 'read'),
      application: await makeKey('applicationKey', 'write', 'mine'),
      'application, read-only': await makeKey('applicationKey', 'read', 'mine'),
      'portal session': await makeSession('write'),
      'portal session, read-only': await makeSession('read'),
    };
  });

  afterAll(async () => {
    await api.close();
  });

  async function makeKey(scheme: Credential['scheme'], access: Credential['access'], application?: string) {
    const { body } = await api.call<{ key: string }>('POST', '/v1/api-keys', { name: scheme, access, application });
    return { scheme, access, text: body.key };
  }

  async function makeSession(access: Credential['access']): Promise<Credential> {
    const { body } = await api.call<{ token: string }>('POST', '/v1/applications/mine/portal-sessions', { access });
    return { scheme: 'portalSession', access, text: body.token };
  }

  const nameOf = ({ method, path }: Operation) => `${method} ${path}`;
  const schemesOf = ({ security }: Operation) => security.flatMap((one) => Object.keys(one));
  const needsWrite = ({ security }: Operation) => security.some((one) => Object.values(one).flat().includes('write'));

  /** Every other parameter names nothing, so whoever gets through finds nothing to change. */
  async function call({ method, path }: Operation, application: string, key: string) {
    const response = await fetch(api.url + path.replace('{app}', application).replaceAll(/\{\w+\}/g, 'x'), {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(['POST', 'PATCH'].includes(method) && { body: '{}' }),
    });
    const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
    if (isProblem) return { status: response.status, code: ((await response.json()) as Problem).code };
    // Some answers are streams that do not end.
    await response.body?.cancel();
    return { status: response.status, code: undefined };
  }

  it('is documented: what is open to every credential', () => {
    const found = operations.filter(
      (operation) => !operation.path.includes('{app}') && schemesOf(operation).length > 1,
    );
    expect(found.map(nameOf).sort()).toEqual([...openToAll].sort());
  });

  it('is documented: what of an application is the operator alone to do', () => {
    const found = operations.filter(
      (operation) => operation.path.includes('{app}') && !schemesOf(operation).includes('applicationKey'),
    );
    expect(found.map(nameOf).sort()).toEqual([...operatorsOwn].sort());
  });

  it('is documented: what no portal session may do', () => {
    const found = operations.filter(
      (operation) => schemesOf(operation).includes('applicationKey') && !schemesOf(operation).includes('portalSession'),
    );
    expect(found.map(nameOf).sort()).toEqual([...keysOwn].sort());
  });

  it('is documented: whatever does not read needs access to write', () => {
    const found = operations.filter((operation) => !needsWrite(operation) && operation.method !== 'GET');
    expect(found.map(nameOf).sort()).toEqual([...reading].sort());
    expect(operations.filter((operation) => needsWrite(operation) && operation.method === 'GET')).toEqual([]);
  });

  const verdict = (operation: Operation, { scheme, access }: Credential): string => {
    if (!schemesOf(operation).includes(scheme)) {
      return schemesOf(operation).includes('applicationKey') ? 'api_key_required' : 'admin_key_required';
    }
    return needsWrite(operation) && access === 'read' ? 'write_access_required' : 'let in';
  };

  it.each([
    'admin',
    'admin, read-only',
    'application',
    'application, read-only',
    'portal session',
    'portal session, read-only',
  ])('E1, E5: holds on every route for the credential "%s"', async (name) => {
    const credential = credentials[name] as Credential;
    expect(operations.length).toBeGreaterThan(35);
    for (const operation of operations) {
      const expected = verdict(operation, credential);
      // What would go with its application is tried on one that is not there.
      const isFatal = expected === 'let in' && nameOf(operation) === 'DELETE /v1/applications/{app}';
      const { status, code } = await call(operation, isFatal ? 'nobody' : 'mine', credential.text);
      const refused = status === 401 || status === 403;
      expect([nameOf(operation), refused ? code : 'let in']).toEqual([nameOf(operation), expected]);
    }
  });

  it.each(['application', 'application, read-only', 'portal session', 'portal session, read-only'])(
    'E1: finds nothing of another application on any route with the credential "%s"',
    async (name) => {
      const { text } = credentials[name] as Credential;
      const others = operations.filter(({ path }) => path.includes('{app}'));
      expect(others.length).toBeGreaterThan(20);
      for (const operation of others) {
        const { status, code } = await call(operation, 'theirs', text);
        expect([nameOf(operation), status, code]).toEqual([nameOf(operation), 404, 'application_not_found']);
      }
    },
  );

  it('E5: shows a credential that only reads no value of a secret', async () => {
    const { base, addEndpoint } = await makeApplication(api, 'secretive');
    const { id } = await addEndpoint();
    const path = `${base}/endpoints/${id}/secrets`;
    const list = async (key = api.adminKey) =>
      (await api.call<{ data: { secret?: string }[] }>('GET', path, undefined, { key })).body.data;
    const [{ secret, ...rest } = {}] = await list();
    expect(secret).toMatch(/^whsec_/);
    expect(await list(credentials['admin, read-only']?.text)).toEqual([rest]);
    const session = async (access: string) =>
      (await api.call<{ token: string }>('POST', `${base}/portal-sessions`, { access })).body.token;
    expect(await list(await session('read'))).toEqual([rest]);
    expect(await list(await session('write'))).toEqual([{ secret, ...rest }]);
  });
});

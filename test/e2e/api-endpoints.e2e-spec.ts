import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeApplication, startTestApi, type ApplicationCalls, type Problem, type TestApi } from '../harness/api.js';

interface Secret {
  readonly id: string;
  readonly scheme: string;
  readonly secret?: string;
  readonly publicKey?: string;
  readonly expiresAt: string | null;
}

describe('endpoints', () => {
  let api: TestApi;
  let app: ApplicationCalls;

  beforeAll(async () => {
    api = await startTestApi();
    app = await makeApplication(api, 'acme');
  });

  afterAll(async () => {
    await api.close();
  });

  const create = (fields: object = {}) =>
    api.call<Problem & { id: string; secrets: Secret[] }>('POST', `${app.base}/endpoints`, {
      url: 'http://127.0.0.1:9/hook',
      subscriptions: [{ eventType: 'customer.event.*' }],
      ...fields,
    });
  const pointersOf = ({ errors = [] }: Problem) => errors.map(({ pointer }) => pointer);

  it('get the defaults of their contract, and a secret', async () => {
    const { status, body } = await create();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      url: 'http://127.0.0.1:9/hook',
      name: '127.0.0.1',
      subscriptions: [{ eventType: 'customer.event.*' }],
      contract: 'standard',
      retryPolicy: 'exponential-24h',
      timeoutMs: 10_000,
      successStatuses: [],
      ordering: 'none',
      rateLimit: null,
      maxConcurrency: 32,
      headers: {},
      state: 'active',
      stateReason: null,
      secrets: [{ scheme: 'standard', secret: expect.stringMatching(/^whsec_/), expiresAt: null }],
    });
    expect((await api.call('GET', `${app.base}/endpoints/${body.id}`)).body).toMatchObject({ id: body.id });
  });

  it('are stored with the URL as it was parsed', async () => {
    const { body } = await create({ url: 'HTTP://127.1:9/%0d%0a/../x#y' });
    expect(body).toMatchObject({ url: 'http://127.0.0.1:9/x' });
  });

  it.each<[string, object, string[]]>([
    ['no URL', { url: undefined }, ['/url']],
    ['a URL that is none', { url: 'not a url' }, ['/url']],
    ['a URL that is too long', { url: `https://example.com/${'a'.repeat(2048)}` }, ['/url']],
    ['no subscription', { subscriptions: [] }, ['/subscriptions']],
    ['a subscription that is text', { subscriptions: ['*'] }, ['/subscriptions/0']],
    [
      'patterns that are wrong',
      { subscriptions: [{ eventType: '*' }, { eventType: 'a b' }, { eventType: 'x*' }, { eventType: '*' }] },
      ['/subscriptions/1/eventType', '/subscriptions/2/eventType', '/subscriptions/3/eventType'],
    ],
    [
      'patterns that match nothing',
      { subscriptions: [{ eventType: 'no.such.type' }, { eventType: 'no.such.*' }, { eventType: 'customer_event' }] },
      ['/subscriptions/0/eventType', '/subscriptions/1/eventType'],
    ],
    ['an unknown contract', { contract: 'toString' }, ['/contract']],
    ['an option that its contract has not', { contract: 'gridio', contractOptions: { x: 1 } }, ['/contractOptions/x']],
    ['an unknown retry policy', { retryPolicy: 'never' }, ['/retryPolicy']],
    ['a header of ours', { headers: { 'webhook-id': '1', 'X-Ok': 'ok' } }, ['/headers/webhook-id']],
    ['headers that are a list', { headers: ['a'] }, ['/headers']],
    ['a time-out without end', { timeoutMs: 3_600_000 }, ['/timeoutMs']],
    ['statuses that are none', { successStatuses: [200, 99] }, ['/successStatuses']],
    ['a rate of nothing', { rateLimit: { perSecond: 0 } }, ['/rateLimit/perSecond']],
    ['an unknown ordering', { ordering: 'lifo' }, ['/ordering']],
    ['a name with a NUL', { name: 'a\0b' }, ['/name']],
    ['metadata that is no text', { metadata: { a: 1 } }, ['/metadata']],
    ['an unknown field', { colour: 'red' }, ['/colour']],
  ])('with %s are refused', async (_name, fields, pointers) => {
    const { status, body } = await create(fields);
    expect([status, body.code]).toEqual([422, 'validation_failed']);
    expect(pointersOf(body)).toEqual(pointers);
  });

  it('are told all faults of their settings at once', async () => {
    const { body } = await create({
      contract: 'munity',
      retryPolicy: { schedule: [1] },
      headers: { Host: 'x' },
      subscriptions: [{ eventType: 'nothing' }],
    });
    expect(pointersOf(body)).toEqual([
      '/contractValues/workspace_id',
      '/contractValues/customer_id',
      '/retryPolicy',
      '/retryPolicy/jitter',
      '/headers/Host',
      '/subscriptions/0/eventType',
    ]);
  });

  it('take what their contract needs from the application, or their own', async () => {
    const values = { workspace_id: 'w', customer_id: 'customer_1234' };
    await api.call('POST', '/v1/applications', {
      name: 'x',
      uid: 'with-values',
      contract: 'munity',
      contractValues: values,
    });
    const fields = { url: 'http://127.0.0.1:9/', subscriptions: [{ eventType: '*' }] };
    const { status, body } = await api.call('POST', '/v1/applications/with-values/endpoints', fields);
    expect([status, body]).toMatchObject([201, { contract: 'munity' }]);
    expect((await create({ contract: 'munity', contractValues: values })).status).toBe(201);
  });

  it('change in what is named and keep the rest', async () => {
    const { body } = await create({ headers: { 'X-A': '1' }, rateLimit: { perSecond: 2.5 } });
    const path = `${app.base}/endpoints/${body.id}`;
    const changed = await api.call('PATCH', path, { name: 'new', subscriptions: [{ eventType: '*' }], timeoutMs: 900 });
    expect(changed.body).toMatchObject({
      name: 'new',
      subscriptions: [{ eventType: '*' }],
      timeoutMs: 900,
      headers: { 'X-A': '1' },
      rateLimit: { perSecond: 2.5, burst: 3 },
    });
    const reset = await api.call('PATCH', path, { timeoutMs: null, rateLimit: null });
    expect(reset.body).toMatchObject({ timeoutMs: 10_000, rateLimit: null, name: 'new' });
    expect((await api.call<Problem>('PATCH', path, { name: null })).body.code).toBe('validation_failed');
  });

  it('order what they are owed already when they become ordered', async () => {
    const own = await makeApplication(api, 'ordered');
    const { id, uuid } = await own.addEndpoint();
    await own.emit({ orderingKey: 'a' });
    const keys = () =>
      api.clone.query('select ordering_key from postrider.owed_delivery where endpoint_id = $1', [uuid]);
    expect(await keys()).toEqual([{ ordering_key: null }]);
    await api.call('PATCH', `${own.base}/endpoints/${id}`, { ordering: 'fifo' });
    expect(await keys()).toEqual([{ ordering_key: 'a' }]);
    await api.call('PATCH', `${own.base}/endpoints/${id}`, { ordering: 'none' });
    expect(await keys()).toEqual([{ ordering_key: null }]);
  });

  it('get the policy and the secret of another contract when they change to it', async () => {
    const { body } = await create();
    const path = `${app.base}/endpoints/${body.id}`;
    const changed = await api.call('PATCH', path, { contract: 'grid' });
    expect(changed.body).toMatchObject({
      contract: 'grid',
      timeoutMs: 30_000,
      retryPolicy: { maxAgeSeconds: 604_800 },
    });
    const secrets = await api.call<{ data: Secret[] }>('GET', `${path}/secrets`);
    expect(secrets.body.data).toMatchObject([{ scheme: 'grid', publicKey: expect.stringContaining('PUBLIC KEY') }]);
  });

  describe('that are paused', () => {
    const statesOf = (uuid: string) =>
      api.clone.query<{ state: string }>(
        'select state from postrider.delivery where endpoint_id = $1 order by event_id',
        [uuid],
      );

    async function pausedWithThree() {
      const own = await makeApplication(api, `paused-${Math.random().toString(36).slice(2)}`);
      const endpoint = await own.addEndpoint();
      const path = `${own.base}/endpoints/${endpoint.id}`;
      const paused = await api.call('POST', `${path}/pause`, { reason: 'moving house' });
      expect(paused.body).toMatchObject({ state: 'paused', stateReason: 'moving house' });
      for (let count = 0; count < 3; count += 1) expect((await own.emit()).body.deliveries).toBe(1);
      return { ...endpoint, path };
    }

    it.each([
      ['send', ['pending', 'pending', 'pending']],
      ['latest', ['discarded', 'discarded', 'pending']],
      ['discard', ['discarded', 'discarded', 'discarded']],
    ])('hold what they are owed, and "%s" it when resumed', async (backlog, states) => {
      const { path, uuid } = await pausedWithThree();
      const before = api.woken.length;
      const resumed = await api.call('POST', `${path}/resume`, { backlog });
      expect(resumed.body).toMatchObject({ state: 'active', stateReason: null });
      const sorted = (await statesOf(uuid)).map(({ state }) => state).sort();
      expect(sorted).toEqual([...states].sort());
      expect(api.woken.slice(before)).toEqual([uuid]);
      const owed = await api.clone.query('select from postrider.owed_delivery where endpoint_id = $1', [uuid]);
      expect(owed).toHaveLength(states.filter((state) => state === 'pending').length);
    });

    it('keep the newest event of each ordering key, and of each type without one', async () => {
      const own = await makeApplication(api, 'latest');
      const endpoint = await own.addEndpoint();
      const path = `${own.base}/endpoints/${endpoint.id}`;
      await api.call('POST', `${path}/pause`);
      const emissions = [
        { orderingKey: 'a' },
        {},
        { orderingKey: 'a', type: 'customer.event.update' },
        { orderingKey: 'b' },
        {},
      ];
      for (const emission of emissions) await own.emit(emission);
      await api.call('POST', `${path}/resume`, { backlog: 'latest' });
      expect((await statesOf(endpoint.uuid)).map(({ state }) => state)).toEqual([
        'discarded',
        'discarded',
        'pending',
        'pending',
        'pending',
      ]);
    });

    it('have their retry policies start over when they are resumed, and number attempts on', async () => {
      const { path, uuid } = await pausedWithThree();
      const firstAttemptAt = '2026-11-20T10:00:00.000Z';
      await api.clone.query(
        `update postrider.owed_delivery
         set attempt_count = 2, earlier_attempts = 1, first_attempt_at = $2, last_outcome = 'failed', last_status = 503
         where endpoint_id = $1 and event_id = (select min(event_id::text)::uuid from postrider.owed_delivery
                                                where endpoint_id = $1)`,
        [uuid, firstAttemptAt],
      );
      await api.call('POST', `${path}/resume`, { backlog: 'send' });
      const policies = await api.clone.query(
        `select attempt_count, earlier_attempts, first_attempt_at from postrider.owed_delivery
         where endpoint_id = $1 order by event_id`,
        [uuid],
      );
      const fresh = { attempt_count: 0, earlier_attempts: 0, first_attempt_at: null };
      expect(policies).toEqual([{ ...fresh, earlier_attempts: 3 }, fresh, fresh]);
      const { body } = await api.call<{ data: object[] }>('GET', `${path.replace(/endpoints.*/, '')}deliveries`);
      const attempted = { attemptCount: 3, firstAttemptAt, lastStatus: 503 };
      expect(body.data).toContainEqual(expect.objectContaining(attempted));
    });

    it('E8: lose what they are owed when they are deleted', async () => {
      const { path, uuid } = await pausedWithThree();
      expect((await api.call('DELETE', path)).status).toBe(204);
      expect((await statesOf(uuid)).map(({ state }) => state)).toEqual(['cancelled', 'cancelled', 'cancelled']);
      expect((await api.call<Problem>('GET', path)).body.code).toBe('endpoint_not_found');
    });
  });
});

describe('endpoints under the rules of the internet', () => {
  let api: TestApi;
  let app: ApplicationCalls;

  beforeAll(async () => {
    api = await startTestApi({ egress: { allow: [], allowHttp: false, ownHosts: [], openedForLocalUse: false } });
    app = await makeApplication(api, 'acme');
  });

  afterAll(async () => {
    await api.close();
  });

  it.each([
    'http://example.com/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://metadata.google.internal/',
    'https://localhost/',
    'https://foo.localhost/',
    'https://10.0.0.1/',
    'https://redis:6379/',
    'https://user:password@example.com/',
    'https://93.184.216.34:22/',
    'file:///etc/passwd',
  ])('do not point to %s', async (url) => {
    const { status, body } = await api.call<Problem>('POST', `${app.base}/endpoints`, {
      url,
      subscriptions: [{ eventType: '*' }],
    });
    expect([status, body.code, body.errors]).toEqual([
      422,
      'destination_not_allowed',
      [{ pointer: '/url', detail: 'destination not allowed' }],
    ]);
  });

  it('may point to a public address', async () => {
    const fields = { url: 'https://93.184.216.34/hook?token=x', subscriptions: [{ eventType: '*' }] };
    expect((await api.call('POST', `${app.base}/endpoints`, fields)).status).toBe(201);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  newUuid,
  openDatabase,
  parsePublicId,
  recordOutcomes,
  type Database,
  type RecordedOutcome,
} from '#persistence';
import { makeApplication, startTestApi, type ApplicationCalls, type Problem, type TestApi } from '../harness/api.js';

interface Delivery {
  readonly id: string;
  readonly state: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly endpointId: string;
  readonly attemptCount: number;
  readonly nextAttemptAt: string | null;
  readonly finishedAt: string | null;
  readonly schedule?: readonly { readonly number: number; readonly at: string }[];
  readonly scheduleSoFar?: readonly { readonly number: number; readonly at: string }[];
}

interface List<Item> {
  readonly data: readonly Item[];
  readonly next: string | null;
  readonly previous: string | null;
}

const otherCustomer = '0197f9c1-4818-7141-9c2a-0000000000ff';

describe('deliveries', () => {
  let api: TestApi;
  let database: Database;
  let app: ApplicationCalls;
  let applicationId: string;
  let endpoint: { readonly id: string; readonly uuid: string };
  let made = 0;

  beforeAll(async () => {
    api = await startTestApi();
    database = openDatabase({ url: api.clone.url, poolSize: 2, applicationName: 'test' });
  });

  afterAll(async () => {
    await database.close();
    await api.close();
  });

  beforeEach(async () => {
    app = await makeApplication(api, `app-${(made += 1)}`);
    const { body } = await api.call<{ id: string }>('GET', app.base);
    applicationId = parsePublicId('application', body.id) ?? '';
    endpoint = await app.addEndpoint({ retryPolicy: { maxAttempts: 3, schedule: [60, 120], jitter: 0 } });
  });

  const list = async (query = '') => (await api.call<List<Delivery>>('GET', `${app.base}/deliveries${query}`)).body;
  const read = async (id: string) => (await api.call<Delivery>('GET', `${app.base}/deliveries/${id}`)).body;
  const act = (id: string, action: string) =>
    api.call<Delivery & Problem>('POST', `${app.base}/deliveries/${id}/${action}`);

  async function emitOne(): Promise<Delivery> {
    await app.emit();
    const [newest] = (await list()).data;
    if (newest === undefined) throw new Error('nothing is owed');
    return newest;
  }

  /** What a dispatcher would write. */
  const record = (delivery: Delivery, outcome: Partial<RecordedOutcome>) =>
    recordOutcomes(database.hot, [
      {
        attemptId: newUuid(),
        deliveryId: parsePublicId('delivery', delivery.id) ?? '',
        endpointId: endpoint.uuid,
        applicationId,
        eventId: parsePublicId('event', delivery.eventId) ?? '',
        eventType: delivery.eventType,
        number: 1,
        outcome: 'failed',
        diagnosis: '503 Service Unavailable',
        status: 503,
        durationMs: 12,
        timings: { totalMs: 12 },
        remoteAddress: '127.0.0.1',
        url: 'http://127.0.0.1:9/hook',
        requestHeaders: [['content-type', 'application/json']],
        responseHeaders: [['x-a', '1']],
        responseBody: Buffer.from('closed'),
        truncated: false,
        state: 'pending',
        retryInMs: 60_000,
        ...outcome,
      },
    ]);

  it('are owed as soon as their event is accepted, with a schedule', async () => {
    const { body: event } = await app.emit();
    const [delivery] = (await list()).data as [Delivery];
    expect(delivery).toMatchObject({
      state: 'pending',
      eventId: event.id,
      eventType: 'customer.event.create',
      endpointId: endpoint.id,
      attemptCount: 0,
      finishedAt: null,
    });
    const { schedule, nextAttemptAt } = await read(delivery.id);
    const due = Date.parse(nextAttemptAt ?? '');
    expect(schedule?.map(({ number, at }) => [number, Date.parse(at) - due])).toEqual([
      [1, 0],
      [2, 60_000],
      [3, 180_000],
    ]);
  });

  it('show what was tried and what comes', async () => {
    const delivery = await emitOne();
    await record(delivery, {});
    const { attemptCount, schedule, scheduleSoFar } = await read(delivery.id);
    expect([attemptCount, schedule?.map(({ number }) => number)]).toEqual([1, [2, 3]]);
    const [made] = (
      await api.call<{ data: { startedAt: string }[] }>('GET', `${app.base}/deliveries/${delivery.id}/attempts`)
    ).body.data;
    expect(scheduleSoFar).toEqual([{ number: 1, at: made?.startedAt, outcome: 'failed', status: 503 }]);
    await record(delivery, { number: 2, state: 'delivered', retryInMs: null, outcome: 'delivered', status: 204 });
    expect(await read(delivery.id)).toMatchObject({
      state: 'delivered',
      attemptCount: 2,
      nextAttemptAt: null,
      finishedAt: expect.any(String),
      schedule: [],
    });
  });

  it('show every attempt in order, with request and answer', async () => {
    const delivery = await emitOne();
    await record(delivery, {});
    await record(delivery, { number: 2, responseBody: Buffer.from([0xff, 0xfe]), truncated: true });
    await record(delivery, {
      number: 3,
      outcome: 'timed_out',
      diagnosis: 'timed out',
      status: null,
      responseHeaders: null,
      responseBody: null,
      state: 'failed',
      retryInMs: null,
    });
    const path = `${app.base}/deliveries/${delivery.id}/attempts`;
    const { body } = await api.call<List<unknown>>('GET', path);
    expect(body.data).toMatchObject([
      {
        deliveryId: delivery.id,
        number: 1,
        startedAt: expect.any(String),
        outcome: 'failed',
        diagnosis: '503 Service Unavailable',
        status: 503,
        durationMs: 12,
        timings: { totalMs: 12 },
        remoteAddress: '127.0.0.1',
        request: { url: 'http://127.0.0.1:9/hook', headers: [['content-type', 'application/json']] },
        response: { status: 503, headers: [['x-a', '1']], body: 'closed', encoding: 'text', truncated: false },
      },
      { number: 2, response: { body: '//4=', encoding: 'base64', truncated: true } },
      { number: 3, outcome: 'timed_out', status: null, response: null },
    ]);
  });

  it('page through their attempts, there and back', async () => {
    const delivery = await emitOne();
    for (const number of [1, 2, 3, 4, 5]) await record(delivery, { number });
    const path = `${app.base}/deliveries/${delivery.id}/attempts?limit=2`;
    const turn = async (cursor: string | null) =>
      (await api.call<List<{ number: number }>>('GET', `${path}&cursor=${cursor}`)).body;
    const numbers = ({ data }: List<{ number: number }>) => data.map(({ number }) => number);
    const { body: first } = await api.call<List<{ number: number }>>('GET', path);
    const second = await turn(first.next);
    const third = await turn(second.next);
    expect([first, second, third].map(numbers)).toEqual([[1, 2], [3, 4], [5]]);
    expect([first.previous, third.next]).toEqual([null, null]);
    const back = await turn(third.previous);
    const start = await turn(back.previous);
    expect([back, start].map(numbers)).toEqual([
      [3, 4],
      [1, 2],
    ]);
    expect(start.previous).toBeNull();
  });

  it('are found by endpoint, event, state and type', async () => {
    const failed = await emitOne();
    await record(failed, { state: 'failed', retryInMs: null });
    const pending = await emitOne();
    const other = await app.addEndpoint();
    const found = async (query: string) => (await list(`?${query}`)).data.map(({ id }) => id);
    expect(await found('status=failed')).toEqual([failed.id]);
    expect(await found('status=pending')).toEqual([pending.id]);
    expect(await found('status=delivered')).toEqual([]);
    expect(await found(`endpoint=${endpoint.id}`)).toEqual([pending.id, failed.id]);
    expect(await found(`endpoint=${other.id}`)).toEqual([]);
    expect(await found('endpoint=ep_01kah2v2mme1sv0b1hp8r7mxf4')).toEqual([]);
    expect(await found(`event=${failed.eventId}`)).toEqual([failed.id]);
    expect(await found('eventType=customer.event.delete')).toEqual([]);
    expect(await found(`endpoint=${endpoint.id}&status=failed&limit=1`)).toEqual([failed.id]);
    expect(await found('until=2020-01-01T00:00:00Z')).toEqual([]);
    const { body } = await api.call<Problem>('GET', `${app.base}/deliveries?status=lost`);
    expect(body).toMatchObject({ code: 'invalid_query', errors: [{ pointer: '/status' }] });
  });

  it('are found by several types, by their last answer and by fields of their payloads', async () => {
    const delivered = await emitOne();
    await record(delivered, { number: 1 });
    await record(delivered, { number: 2, state: 'delivered', retryInMs: null, outcome: 'delivered', status: 201 });
    await app.emit({ type: 'customer.event.delete', payload: { customer_id: otherCustomer, count: 2 } });
    const [waiting] = (await list()).data as [Delivery];
    await record(waiting, { outcome: 'timed_out', status: null, responseHeaders: null, responseBody: null });
    const found = async (query: string) => (await list(`?${query}`)).data.map(({ id }) => id);

    expect(await found('eventType=customer.event.create&eventType=customer.event.delete')).toEqual([
      waiting.id,
      delivered.id,
    ]);
    expect(await found('responseStatus=201')).toEqual([delivered.id]);
    expect(await found('responseStatus=503')).toEqual([]);
    expect(await found('outcome=timed_out')).toEqual([waiting.id]);
    expect(await found('outcome=timed_out&status=pending')).toEqual([waiting.id]);
    expect(await found(`payloadPath=/customer_id&payloadValue=${otherCustomer}`)).toEqual([waiting.id]);
    expect(await found('payloadPath=/count&payloadValue=2.0')).toEqual([waiting.id]);
    expect(await found('payloadPath=/count&payloadValue=22')).toEqual([]);
    expect((await read(delivered.id)) as object).toMatchObject({ lastOutcome: 'delivered', lastStatus: 201 });

    await act(waiting.id, 'cancel');
    expect((await read(waiting.id)) as object).toMatchObject({ lastOutcome: 'timed_out', lastStatus: null });
  });

  it.each([
    ['payloadPath=/a', '/payloadValue'],
    ['payloadValue=a', '/payloadPath'],
    ['payloadPath=a&payloadValue=a', '/payloadPath'],
    ['payloadPath=/a~2&payloadValue=a', '/payloadPath'],
    ['responseStatus=abc', '/responseStatus'],
    ['outcome=well', '/outcome'],
    [`eventType=${'a'.repeat(129)}`, '/eventType'],
    ['eventType=customer.*', '/eventType'],
    ['endpoint=a&endpoint=b', '/endpoint'],
  ])('are not looked for by %s', async (query, pointer) => {
    const { status, body } = await api.call<Problem>('GET', `${app.base}/deliveries?${query}`);
    expect([status, body]).toMatchObject([400, { code: 'invalid_query', errors: [{ pointer }] }]);
  });

  it('show the attempts at all endpoints, newest first', async () => {
    const delivery = await emitOne();
    await record(delivery, {});
    await record(delivery, { number: 2, state: 'delivered', retryInMs: null, outcome: 'delivered', status: 204 });
    const attempts = async (query: string) =>
      (await api.call<List<{ number: number }>>('GET', `${app.base}/attempts?${query}`)).body.data;
    expect(await attempts('')).toMatchObject([
      { deliveryId: delivery.id, endpointId: endpoint.id, number: 2, status: 204, deliveryState: 'delivered' },
      { deliveryId: delivery.id, endpointId: endpoint.id, number: 1, outcome: 'failed', deliveryState: 'pending' },
    ]);
    expect(await attempts(`endpoint=${endpoint.id}&outcome=failed`)).toMatchObject([{ number: 1 }]);
    expect(await attempts('status=204')).toMatchObject([{ number: 2 }]);
    expect(await attempts('until=2020-01-01T00:00:00Z')).toEqual([]);
    const other = await makeApplication(api, `attempts-${made}`);
    const foreign = await api.call<List<object>>('GET', `${other.base}/attempts?endpoint=${endpoint.id}`);
    expect(foreign.body.data).toEqual([]);
  });

  it('show one attempt by its id, with request and answer, to their application alone', async () => {
    const delivery = await emitOne();
    await record(delivery, {});
    const { body } = await api.call<List<{ id: string }>>('GET', `${app.base}/deliveries/${delivery.id}/attempts`);
    const [attempt] = body.data;
    expect((await api.call('GET', `${app.base}/attempts/${attempt?.id}`)).body).toEqual(attempt);
    expect(attempt).toMatchObject({ number: 1, request: expect.anything(), response: expect.anything() });
    const other = await makeApplication(api, `attempt-${made}`);
    for (const path of [`${other.base}/attempts/${attempt?.id}`, `${app.base}/attempts/${delivery.id}`]) {
      const refused = await api.call<Problem>('GET', path);
      expect([refused.status, refused.body.code]).toEqual([404, 'attempt_not_found']);
    }
  });

  it('belong to their application alone', async () => {
    const delivery = await emitOne();
    const other = await makeApplication(api, `other-${made}`);
    for (const path of ['', '/attempts']) {
      const { body } = await api.call<Problem>('GET', `${other.base}/deliveries/${delivery.id}${path}`);
      expect(body.code).toBe('delivery_not_found');
    }
    for (const action of ['redeliver', 'cancel']) {
      const { body } = await api.call<Problem>('POST', `${other.base}/deliveries/${delivery.id}/${action}`);
      expect(body.code).toBe('delivery_not_found');
    }
  });

  describe('that are redelivered', () => {
    it('are owed again at once, and numbered on', async () => {
      const delivery = await emitOne();
      await record(delivery, { state: 'failed', retryInMs: null });
      const before = api.woken.length;
      const { status, body } = await act(delivery.id, 'redeliver');
      expect([status, body]).toMatchObject([
        202,
        { id: delivery.id, state: 'pending', attemptCount: 1, finishedAt: null, schedule: [{ number: 2 }, {}, {}] },
      ]);
      expect(Date.parse(body.nextAttemptAt ?? '')).toBeLessThanOrEqual(Date.now());
      expect(api.woken.slice(before)).toEqual([endpoint.uuid]);
      await record(delivery, { number: 2, state: 'delivered', retryInMs: null });
      expect(await read(delivery.id)).toMatchObject({ state: 'delivered', attemptCount: 2 });
    });

    it('are brought forward while they wait for their next attempt', async () => {
      const delivery = await emitOne();
      await record(delivery, {});
      expect(Date.parse((await read(delivery.id)).nextAttemptAt ?? '')).toBeGreaterThan(Date.now() + 30_000);
      const { body } = await act(delivery.id, 'redeliver');
      expect(Date.parse(body.nextAttemptAt ?? '')).toBeLessThanOrEqual(Date.now());
      expect(body).toMatchObject({ state: 'pending', attemptCount: 1 });
    });

    it('are left as they are when they are due', async () => {
      const delivery = await emitOne();
      expect((await act(delivery.id, 'redeliver')).body.nextAttemptAt).toBe(delivery.nextAttemptAt);
    });

    it('are owed once, however many ask at once', async () => {
      const delivery = await emitOne();
      await record(delivery, { state: 'failed', retryInMs: null });
      const answers = await Promise.all([1, 2, 3, 4].map(() => act(delivery.id, 'redeliver')));
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
      const owed = await api.clone.query('select from postrider.owed_delivery where endpoint_id = $1', [endpoint.uuid]);
      expect(owed).toHaveLength(1);
    });

    it('are refused when their endpoint is deleted', async () => {
      const delivery = await emitOne();
      await api.call('DELETE', `${app.base}/endpoints/${endpoint.id}`);
      expect((await read(delivery.id)).state).toBe('cancelled');
      const { status, body } = await act(delivery.id, 'redeliver');
      expect([status, body.code]).toEqual([409, 'endpoint_deleted']);
    });
  });

  describe('that are cancelled', () => {
    it('are owed no more, and may be redelivered', async () => {
      const delivery = await emitOne();
      await record(delivery, {});
      const { status, body } = await act(delivery.id, 'cancel');
      expect([status, body]).toMatchObject([
        200,
        { state: 'cancelled', attemptCount: 1, nextAttemptAt: null, finishedAt: expect.any(String), schedule: [] },
      ]);
      expect((await act(delivery.id, 'redeliver')).body).toMatchObject({ state: 'pending', attemptCount: 1 });
    });

    it('keep their state when an attempt that was under way ends', async () => {
      const delivery = await emitOne();
      await act(delivery.id, 'cancel');
      await record(delivery, { state: 'delivered', retryInMs: null });
      expect((await read(delivery.id)).state).toBe('cancelled');
    });

    it('are refused when they have ended', async () => {
      const delivery = await emitOne();
      await record(delivery, { state: 'delivered', retryInMs: null });
      const { status, body } = await act(delivery.id, 'cancel');
      expect([status, body.code]).toEqual([409, 'delivery_not_pending']);
    });
  });
});

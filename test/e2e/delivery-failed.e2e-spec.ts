import {
  newUuid,
  openDatabase,
  parsePublicId,
  publicId,
  recordOutcomes,
  type Database,
  type RecordedOutcome,
} from '#persistence';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { eventually } from '../harness/eventually.js';
import { makePast } from '../harness/past.js';
import { startPlatform, type Platform } from '../harness/platform.js';
import { startReceiver, type ReceivedRequest, type Receiver } from '../harness/receiver.js';

interface Endpoint {
  readonly id: string;
  readonly secrets: readonly { readonly secret: string }[];
}

interface Delivery {
  readonly id: string;
  readonly eventId: string;
  readonly endpointId: string;
  readonly state: string;
}

interface Attempt {
  readonly number: number;
  readonly startedAt: string;
  readonly durationMs: number;
}

interface Told {
  readonly deliveryId: string;
  readonly attemptCount: number;
}

const operator = '/v1/applications/postrider';
const customer = { customer_id: '0197f9c1-4818-7141-9c2a-22000108e736', email: 'jane@example.com' };
const once = { maxAttempts: 1, schedule: [1], jitter: 0 };
const twice = { maxAttempts: 2, schedule: [1], jitter: 0 };
const wantsFailures = { subscriptions: [{ eventType: 'delivery.failed' }] };

const uuidOf = (kind: 'delivery' | 'endpoint' | 'application' | 'event', id: string): string => {
  const uuid = parsePublicId(kind, id);
  if (uuid === undefined) throw new Error(`${id} is no id of kind ${kind}`);
  return uuid;
};

describe('delivery.failed', () => {
  let platform: Platform;
  let database: Database;
  let failing: Receiver;
  let told: Receiver;
  let app: string;
  let applicationId: string;
  let operatorEndpoints: string[];
  let made = 0;

  beforeAll(async () => {
    platform = await startPlatform('postgres');
    database = openDatabase({ url: platform.clone.url, poolSize: 2, applicationName: 'test' });
  });

  afterAll(async () => {
    await database.close();
    await platform.close();
  });

  beforeEach(async () => {
    [failing, told] = [await startReceiver(), await startReceiver()];
    failing.answerWith(503);
    operatorEndpoints = [];
    made += 1;
    app = `/v1/applications/failing-${made}`;
    const named = { name: 'A customer', uid: `failing-${made}` };
    applicationId = (await platform.call<{ id: string }>('POST', '/v1/applications', named)).body.id;
  });

  afterEach(async () => {
    for (const id of operatorEndpoints) await platform.call('DELETE', `${operator}/endpoints/${id}`);
    await failing.close();
    await told.close();
  });

  async function addEndpoint(application: string, fields: object): Promise<Endpoint> {
    const { status, body } = await platform.call<Endpoint>('POST', `${application}/endpoints`, fields);
    expect([status, body]).toMatchObject([201, {}]);
    return body;
  }

  async function tellOperator(fields: object = wantsFailures): Promise<Endpoint> {
    const endpoint = await addEndpoint(operator, { url: told.url, ...fields });
    operatorEndpoints.push(endpoint.id);
    return endpoint;
  }

  const addFailing = (fields: object = {}) =>
    addEndpoint(app, { url: failing.url, subscriptions: [{ eventType: '*' }], retryPolicy: once, ...fields });

  const emit = () => platform.call('POST', `${app}/events`, { type: 'customer.event.create', payload: customer });

  const deliveriesOf = async (application: string) =>
    (await platform.call<{ data: Delivery[] }>('GET', `${application}/deliveries?limit=100`)).body.data;

  const isGivenUp = (count: number, application = app) =>
    eventually(async () => {
      const deliveries = await deliveriesOf(application);
      expect(deliveries.map(({ state }) => state)).toEqual(Array(count).fill('failed'));
      return deliveries as [Delivery, ...Delivery[]];
    });

  /** What stands in the log of events: it is committed with the outcome, so that nothing can come later. */
  const stored = async () => {
    const rows = await platform.clone.query<{ payload: string }>(
      `select payload from postrider.event where type = 'delivery.failed' and payload like $1 order by id`,
      [`%"${applicationId}"%`],
    );
    return rows.map(({ payload }) => JSON.parse(payload) as Told);
  };

  it('tells the operator of a delivery that was given up, signed, and of none before', async () => {
    const { secrets } = await tellOperator();
    const endpoint = await addFailing({ url: `${failing.url}?token=SECRET`, retryPolicy: twice });
    await emit();
    const [delivery] = await isGivenUp(1);
    const [request] = await eventually(() => {
      expect(told.requests).toHaveLength(1);
      return told.requests as [ReceivedRequest];
    });
    const attempts = await platform.call<{ data: Attempt[] }>('GET', `${app}/deliveries/${delivery.id}/attempts`);
    const last = attempts.body.data.find(({ number }) => number === 2);
    const data = {
      deliveryId: delivery.id,
      eventId: delivery.eventId,
      eventType: 'customer.event.create',
      endpointId: endpoint.id,
      applicationId,
      url: `${failing.url}?token=…`,
      attemptCount: 2,
      outcome: 'failed',
      status: 503,
      diagnosis: '503 Service Unavailable: the receiver is overloaded or down for maintenance',
      failedAt: new Date(Date.parse(last?.startedAt ?? '') + (last?.durationMs ?? 0)).toISOString(),
    };
    const headers = request.headers as Record<string, string>;
    const verified = new Webhook(secrets[0]?.secret ?? '').verify(request.body, headers);
    expect(verified).toEqual({ type: 'delivery.failed', timestamp: data.failedAt, data });
    expect(request.body).not.toMatch(/SECRET|jane/);
    expect(await stored()).toEqual([data]);
  });

  it('is stored for nobody: not without a subscription, nor when its filter matches nothing', async () => {
    await tellOperator({ subscriptions: [{ eventType: 'endpoint.disabled' }] });
    const endpoint = await addFailing();
    await emit();
    await isGivenUp(1);
    const filter = { not: { path: '/endpointId', eq: endpoint.id } };
    await tellOperator({ subscriptions: [{ eventType: 'delivery.failed', filter }] });
    await emit();
    await isGivenUp(2);
    expect(await stored()).toEqual([]);

    await addFailing();
    await emit();
    await isGivenUp(4);
    await eventually(() => {
      expect(told.requests).toHaveLength(1);
    });
    expect(await stored()).toHaveLength(1);
  });

  it("is not told of the operator's own deliveries", async () => {
    const before = (await deliveriesOf(operator)).length;
    told.answerWith(500);
    const { id } = await tellOperator({ subscriptions: [{ eventType: '*' }], retryPolicy: once });
    await addFailing();
    await emit();
    await eventually(async () => {
      const own = (await deliveriesOf(operator)).filter(({ endpointId }) => endpointId === id);
      expect(own.map(({ state }) => state)).toEqual(['failed']);
    });
    expect(await deliveriesOf(operator)).toHaveLength(before + 1);
    expect(told.requests).toHaveLength(1);
  });

  it('is told again when a redelivery was given up too', async () => {
    await tellOperator();
    await addFailing();
    await emit();
    const [delivery] = await isGivenUp(1);
    expect((await platform.call('POST', `${app}/deliveries/${delivery.id}/redeliver`)).status).toBe(202);
    await eventually(async () => {
      expect((await stored()).map(({ deliveryId, attemptCount }) => [deliveryId, attemptCount])).toEqual([
        [delivery.id, 1],
        [delivery.id, 2],
      ]);
      expect(told.requests).toHaveLength(2);
    });
  });

  it('is told of what a bulk redelivery gave up, one after the other where the operator wants order', async () => {
    await tellOperator({ ...wantsFailures, ordering: 'fifo' });
    const endpoint = await addFailing();
    await makePast(platform.clone, { application: applicationId, endpoint: endpoint.id, count: 40 });
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const path = `${app}/endpoints/${endpoint.id}/redeliveries`;
    const { body } = await platform.call<{ id: string }>('POST', path, { since });
    await eventually(async () => {
      const redelivery = await platform.call('GET', `${path}/${body.id}`);
      expect(redelivery.body).toMatchObject({ state: 'done', enqueued: 40, failed: 40 });
    });
    const all = await stored();
    expect(new Set(all.map(({ deliveryId }) => deliveryId)).size).toBe(40);
    await eventually(() => {
      const received = told.requests.map(({ body }) => (JSON.parse(body) as { data: Told }).data);
      expect(received).toEqual(all);
    });
  });

  describe('of one statement', () => {
    function outcomeOf(delivery: Delivery): RecordedOutcome {
      return {
        attemptId: newUuid(),
        deliveryId: uuidOf('delivery', delivery.id),
        endpointId: uuidOf('endpoint', delivery.endpointId),
        applicationId: uuidOf('application', applicationId),
        eventId: uuidOf('event', delivery.eventId),
        eventType: 'customer.event.create',
        number: 1,
        outcome: 'timed_out',
        diagnosis: 'timed out after 10,000 ms \0 connecting',
        status: null,
        durationMs: 10_000,
        timings: {},
        remoteAddress: null,
        url: 'https://receiver.example/',
        requestHeaders: [],
        responseHeaders: null,
        responseBody: null,
        truncated: false,
        state: 'failed',
        retryInMs: null,
      };
    }

    /** Deliveries that no dispatcher touches. */
    async function held(count: number): Promise<Delivery[]> {
      const { id } = await addFailing();
      await platform.call('POST', `${app}/endpoints/${id}/pause`);
      for (let n = 0; n < count; n += 1) await emit();
      return deliveriesOf(app);
    }

    it('is told once, however often the statement runs', async () => {
      await tellOperator();
      const batch = (await held(3)).map(outcomeOf);
      await recordOutcomes(database.hot, batch);
      await recordOutcomes(database.hot, batch);
      expect((await stored()).map(({ deliveryId }) => deliveryId).sort()).toEqual(
        batch.map(({ deliveryId }) => publicId('delivery', deliveryId)).sort(),
      );
    });

    it('is told once of a delivery that two attempts of a batch gave up', async () => {
      await tellOperator();
      const [delivery] = (await held(1)) as [Delivery];
      await recordOutcomes(database.hot, [outcomeOf(delivery), outcomeOf(delivery)]);
      expect(await stored()).toHaveLength(1);
    });

    it('is told of what failed, and of nothing that was delivered or is tried again beside it', async () => {
      await tellOperator();
      const batch = (await held(3)).map(outcomeOf);
      const [one, other, third] = batch as [RecordedOutcome, RecordedOutcome, RecordedOutcome];
      await recordOutcomes(database.hot, [
        one,
        { ...other, state: 'delivered', outcome: 'delivered', status: 204 },
        { ...third, state: 'pending', retryInMs: 3_600_000 },
      ]);
      expect(await stored()).toMatchObject([{ deliveryId: publicId('delivery', one.deliveryId), status: null }]);
    });

    it('is not told of a delivery that was cancelled meanwhile', async () => {
      await tellOperator();
      const [delivery] = (await held(1)) as [Delivery];
      expect((await platform.call('POST', `${app}/deliveries/${delivery.id}/cancel`)).status).toBeLessThan(300);
      await recordOutcomes(database.hot, [outcomeOf(delivery)]);
      expect(await stored()).toEqual([]);
    });
  });
});

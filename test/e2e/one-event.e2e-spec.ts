import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { eventually } from '../harness/eventually.js';
import { startPlatform, type Platform } from '../harness/platform.js';
import { startReceiver, type ReceivedRequest, type Receiver } from '../harness/receiver.js';

interface Delivery {
  readonly id: string;
  readonly state: string;
  readonly eventId: string;
  readonly endpointId: string;
  readonly attemptCount: number;
  readonly nextAttemptAt: string | null;
}

interface Attempt {
  readonly number: number;
  readonly startedAt: string;
  readonly outcome: string;
  readonly diagnosis: string;
  readonly status: number | null;
  readonly request: { readonly url: string; readonly headers: readonly (readonly [string, string])[] };
  readonly response: { readonly status: number; readonly body: string } | null;
}

const customer = {
  customer_id: '0197f9c1-4818-7141-9c2a-22000108e736',
  email: 'jane@example.com',
  phone_number: '+372 537-2443',
  language: 'EN',
  business_id: '0197f9c1-4818-7141-9c2a-22000108e737',
};

const queues = process.env['TEST_REDIS_URL'] === undefined ? (['postgres'] as const) : (['postgres', 'redis'] as const);

describe.each(queues)('one event, all the way, on the %s queue', (queue) => {
  let platform: Platform;
  let receiver: Receiver;
  let app: string;
  let made = 0;

  beforeAll(async () => {
    platform = await startPlatform(queue);
  });

  afterAll(async () => {
    await platform.close();
  });

  beforeEach(async () => {
    receiver = await startReceiver();
    made += 1;
    app = `customer-${made}`;
    await platform.call('POST', '/v1/applications', { name: 'A customer', uid: app });
  });

  afterEach(async () => {
    await receiver.close();
  });

  async function makeEndpoint(fields: object = {}): Promise<{ id: string; secret: string }> {
    const { status, body } = await platform.call<{ id: string }>('POST', `/v1/applications/${app}/endpoints`, {
      url: receiver.url,
      subscriptions: [{ eventType: 'customer.event.*' }],
      ...fields,
    });
    expect(status).toBe(201);
    const secrets = await platform.call<{ data: { secret: string }[] }>(
      'GET',
      `/v1/applications/${app}/endpoints/${body.id}/secrets`,
    );
    return { id: body.id, secret: secrets.body.data[0]?.secret ?? '' };
  }

  const emit = (payload: object | string = customer) => {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return platform.call<{ id: string; deliveries: number }>(
      'POST',
      `/v1/applications/${app}/events`,
      `{"type":"customer.event.create","payload":${text}}`,
    );
  };

  const deliveries = async (): Promise<readonly Delivery[]> =>
    (await platform.call<{ data: Delivery[] }>('GET', `/v1/applications/${app}/deliveries`)).body.data;

  const attempts = async (delivery: string): Promise<readonly Attempt[]> =>
    (await platform.call<{ data: Attempt[] }>('GET', `/v1/applications/${app}/deliveries/${delivery}/attempts`)).body
      .data;

  const verify = (secret: string, { headers, body }: ReceivedRequest) =>
    new Webhook(secret).verify(body, headers as Record<string, string>);

  it('arrives signed as Standard Webhooks says, and stands in the log', async () => {
    const { id: endpointId, secret } = await makeEndpoint({ headers: { 'X-Tenant': 'blue' } });
    const { status, body: event } = await emit();
    expect([status, event.deliveries]).toEqual([202, 1]);

    const [request] = await eventually(() => {
      expect(receiver.requests).toHaveLength(1);
      return receiver.requests as [ReceivedRequest];
    });
    expect(verify(secret, request)).toEqual({
      type: 'customer.event.create',
      timestamp: expect.any(String),
      data: customer,
    });
    expect(request.headers).toMatchObject({ 'webhook-id': event.id, 'x-tenant': 'blue' });
    expect(() => verify(secret, { ...request, body: request.body.replace('jane', 'john') })).toThrow(
      WebhookVerificationError,
    );

    const [delivery] = await eventually(async () => {
      const listed = await deliveries();
      expect(listed).toMatchObject([{ state: 'delivered', eventId: event.id, endpointId, attemptCount: 1 }]);
      return listed as [Delivery];
    });
    expect(await attempts(delivery.id)).toMatchObject([
      { number: 1, outcome: 'delivered', status: 204, request: { url: receiver.url }, response: { status: 204 } },
    ]);
  });

  it('carries the payload byte for byte', async () => {
    const { secret } = await makeEndpoint();
    const payload = `{"customer_id":"${customer.customer_id}","language":"\\u0045N", "business_id" : "${customer.business_id}","phone_number":"+372\\u00a0537"}`;
    await emit(payload);
    await eventually(() => {
      expect(receiver.requests).toHaveLength(1);
    });
    const [request] = receiver.requests as [ReceivedRequest];
    expect(request.body.endsWith(`"data":${payload}}`)).toBe(true);
    verify(secret, request);
  });

  it('is tried again while the receiver is down, and redelivered when it is up', async () => {
    receiver.answerWith((_request, response) => response.writeHead(503).end('closed for lunch'));
    await makeEndpoint({ retryPolicy: { maxAttempts: 2, schedule: [1], jitter: 0 } });
    const { body: event } = await emit();
    const [failed] = await eventually(async () => {
      const listed = await deliveries();
      expect(listed).toMatchObject([{ state: 'failed', attemptCount: 2, nextAttemptAt: null }]);
      return listed as [Delivery];
    });
    expect(await attempts(failed.id)).toMatchObject(
      [1, 2].map((number) => ({ number, outcome: 'failed', status: 503, response: { body: 'closed for lunch' } })),
    );

    receiver.answerWith(204);
    const redelivery = await platform.call('POST', `/v1/applications/${app}/deliveries/${failed.id}/redeliver`);
    expect(redelivery.status).toBe(202);
    await eventually(async () => {
      expect(await deliveries()).toMatchObject([{ id: failed.id, state: 'delivered', attemptCount: 3 }]);
    });
    expect(new Set(receiver.requests.map((request) => request.headers['webhook-id']))).toEqual(new Set([event.id]));
  });

  it('shows when a failed delivery is tried next', async () => {
    receiver.answerWith(500);
    await makeEndpoint({ retryPolicy: 'exponential-24h' });
    await emit();
    await eventually(async () => {
      const [delivery] = await deliveries();
      expect(delivery).toMatchObject({ state: 'pending', attemptCount: 1 });
      const [attempt] = await attempts(delivery?.id ?? '');
      const wait = Date.parse(delivery?.nextAttemptAt ?? '') - Date.parse(attempt?.startedAt ?? '');
      expect(wait).toBeGreaterThan(7_000);
      expect(wait).toBeLessThan(20_000);
    });
  });

  it('goes to every endpoint whose subscriptions match, once, and to no other', async () => {
    const wanted = [
      [{ eventType: 'customer.event.create' }],
      [{ eventType: 'customer.event.*' }, { eventType: 'customer.event.create' }],
      [{ eventType: 'customer_event' }],
      [{ eventType: '*' }],
    ];
    for (const subscriptions of wanted) await makeEndpoint({ subscriptions });
    await makeEndpoint({ subscriptions: [{ eventType: 'customer.event.delete' }] });
    const { body } = await emit();
    expect(body.deliveries).toBe(4);
    await eventually(async () => {
      expect((await deliveries()).map((delivery) => delivery.state)).toEqual(Array(4).fill('delivered'));
    });
    expect(receiver.requests).toHaveLength(4);
  });

  it('is stored and sent nowhere when nobody subscribed', async () => {
    const { status, body } = await emit();
    expect([status, body.deliveries]).toEqual([202, 0]);
    const read = await platform.call('GET', `/v1/applications/${app}/events/${body.id}`);
    expect(read.body).toMatchObject({ id: body.id, type: 'customer.event.create', payload: customer });
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { customer } from '../harness/api.js';
import { makeCustomer, type CustomerApplication, type Delivery } from '../harness/customer-application.js';
import { eventually } from '../harness/eventually.js';
import { startPlatform, type Platform } from '../harness/platform.js';
import { startReceiver, type ReceivedRequest, type Receiver } from '../harness/receiver.js';

const queues = process.env['TEST_REDIS_URL'] === undefined ? (['postgres'] as const) : (['postgres', 'redis'] as const);

describe.each(queues)('one event, all the way, on the %s queue', (queue) => {
  let platform: Platform;
  let receiver: Receiver;
  let app: CustomerApplication;

  beforeAll(async () => {
    platform = await startPlatform(queue);
  });

  afterAll(async () => {
    await platform.close();
  });

  beforeEach(async () => {
    receiver = await startReceiver();
    app = await makeCustomer(platform, receiver.url);
  });

  afterEach(async () => {
    await receiver.close();
  });

  const wanted = { subscriptions: [{ eventType: 'customer.event.*' }] };

  const verify = (secret: string, { headers, body }: ReceivedRequest) =>
    new Webhook(secret).verify(body, headers as Record<string, string>);

  it('arrives signed as Standard Webhooks says, and stands in the log', async () => {
    const { id: endpointId, secret } = await app.register({ ...wanted, headers: { 'X-Tenant': 'blue' } });
    const event = await app.emit();
    expect(event.deliveries).toBe(1);

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
      const listed = await app.deliveries();
      expect(listed).toMatchObject([{ state: 'delivered', eventId: event.id, endpointId, attemptCount: 1 }]);
      return listed as [Delivery];
    });
    expect(await app.attempts(delivery.id)).toMatchObject([
      { number: 1, outcome: 'delivered', status: 204, request: { url: receiver.url }, response: { status: 204 } },
    ]);
  });

  it('carries the payload byte for byte', async () => {
    const { secret } = await app.register(wanted);
    const payload = `{"customer_id":"${customer.customer_id}","language":"\\u0045N", "business_id" : "${customer.customer_id}","phone_number":"+372\\u00a0537"}`;
    await app.emit(payload);
    await eventually(() => {
      expect(receiver.requests).toHaveLength(1);
    });
    const [request] = receiver.requests as [ReceivedRequest];
    expect(request.body.endsWith(`"data":${payload}}`)).toBe(true);
    verify(secret, request);
  });

  it('is tried again while the receiver is down, and redelivered when it is up', async () => {
    receiver.answerWith((_request, response) => response.writeHead(503).end('closed for lunch'));
    await app.register({ ...wanted, retryPolicy: { maxAttempts: 2, schedule: [1], jitter: 0 } });
    const event = await app.emit();
    const [failed] = await eventually(async () => {
      const listed = await app.deliveries();
      expect(listed).toMatchObject([{ state: 'failed', attemptCount: 2, nextAttemptAt: null }]);
      return listed as [Delivery];
    });
    expect(await app.attempts(failed.id)).toMatchObject(
      [1, 2].map((number) => ({ number, outcome: 'failed', status: 503, response: { body: 'closed for lunch' } })),
    );

    receiver.answerWith(204);
    const redelivery = await platform.call('POST', `${app.path}/deliveries/${failed.id}/redeliver`);
    expect(redelivery.status).toBe(202);
    await eventually(async () => {
      expect(await app.deliveries()).toMatchObject([{ id: failed.id, state: 'delivered', attemptCount: 3 }]);
    });
    expect(new Set(receiver.requests.map((request) => request.headers['webhook-id']))).toEqual(new Set([event.id]));
  });

  it('shows when a failed delivery is tried next', async () => {
    receiver.answerWith(500);
    await app.register({ ...wanted, retryPolicy: 'exponential-24h' });
    await app.emit();
    await eventually(async () => {
      const [delivery] = await app.deliveries();
      expect(delivery).toMatchObject({ state: 'pending', attemptCount: 1 });
      const [attempt] = await app.attempts(delivery?.id ?? '');
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
    for (const subscriptions of wanted) await app.register({ subscriptions });
    await app.register({ subscriptions: [{ eventType: 'customer.event.delete' }] });
    expect((await app.emit()).deliveries).toBe(4);
    await eventually(async () => {
      expect(await app.states()).toEqual(Array(4).fill('delivered'));
    });
    expect(receiver.requests).toHaveLength(4);
  });

  it('is stored and sent nowhere when nobody subscribed', async () => {
    const { id, deliveries } = await app.emit();
    expect(deliveries).toBe(0);
    const read = await platform.call('GET', `${app.path}/events/${id}`);
    expect(read.body).toMatchObject({ id, type: 'customer.event.create', payload: customer });
  });
});

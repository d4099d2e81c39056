import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bulkRedeliveries, numberOf, type BulkRedeliveries } from '../harness/bulk-redeliveries.js';
import { makeCustomer, type CustomerApplication } from '../harness/customer-application.js';
import { startPlatform, type Platform } from '../harness/platform.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

const queues = process.env['TEST_REDIS_URL'] === undefined ? (['postgres'] as const) : (['postgres', 'redis'] as const);

const wanted = { subscriptions: [{ eventType: 'customer.event.*' }] };
const twice = { maxAttempts: 2, schedule: [1], jitter: 0 };

const ascending = (count: number) => Array.from({ length: count }, (_, n) => n);

describe.each(queues)('a redelivery on the %s queue', (queue) => {
  let platform: Platform;
  let receiver: Receiver;
  let customer: CustomerApplication;
  let redeliveries: BulkRedeliveries;

  beforeAll(async () => {
    platform = await startPlatform(queue);
  });

  afterAll(async () => {
    await platform.close();
  });

  beforeEach(async () => {
    receiver = await startReceiver();
    customer = await makeCustomer(platform, receiver.url);
    redeliveries = bulkRedeliveries(platform, customer);
  });

  afterEach(async () => {
    await receiver.close();
  });

  it.each(['failed', 'delivered', 'cancelled', 'discarded'] as const)(
    'sends again what is %s, and nothing else',
    async (state) => {
      const { id } = await customer.register(wanted);
      await redeliveries.past(id, { count: 30, state });
      await redeliveries.past(id, { count: 10, state: state === 'failed' ? 'delivered' : 'failed' });
      await redeliveries.isAt(await redeliveries.start(id, { status: state }), {
        state: 'done',
        matched: 30,
        enqueued: 30,
        skipped: 0,
        pending: 0,
        delivered: 30,
        failed: 0,
        cancelled: 0,
        finishedAt: expect.any(String),
      });
      expect(receiver.requests.map(numberOf).sort((a, b) => a - b)).toEqual(ascending(30));
      const again = (await customer.deliveries('&status=delivered')).filter(({ attemptCount }) => attemptCount === 4);
      expect(again).toHaveLength(30);
      expect((await customer.attempts(again[0]?.id ?? '')).map(({ number }) => number)).toEqual([4]);
    },
  );

  it('sends events that the endpoint never got, because it did not exist or was not subscribed', async () => {
    await redeliveries.past(undefined, { count: 20 });
    await redeliveries.past(undefined, { count: 20, type: 'email_sent' });
    const { id, path } = await customer.register(wanted);
    await redeliveries.past(id, { count: 5, state: 'delivered' });
    const missing = (fields: object = {}) => redeliveries.start(id, { status: 'missing', ...fields });
    await redeliveries.isAt(await missing(), { state: 'done', matched: 20, delivered: 20 });
    expect(receiver.requests.map(numberOf)).toHaveLength(20);

    await platform.call('PATCH', path, { subscriptions: [{ eventType: '*' }] });
    // Up to a moment whose events are all visible by now: there is nothing to wait for.
    const until = new Date(Date.now() - 10_000);
    await redeliveries.isAt(await missing({ until }), { state: 'done', matched: 20, delivered: 20 });
    await redeliveries.isAt(await missing({ until }), { state: 'done', matched: 0, enqueued: 0 });
    expect(receiver.requests).toHaveLength(40);
  });

  it('sends more than it looks at in one step, each once', async () => {
    const { id } = await customer.register();
    await redeliveries.past(id, { count: 300 });
    await redeliveries.isAt(await redeliveries.start(id), { state: 'done', enqueued: 300, delivered: 300 });
    expect(receiver.requests).toHaveLength(300);
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(300);
  });

  it('tries again by the policy of the endpoint, and tells what was given up', async () => {
    receiver.answerWith((request, response) => response.writeHead(numberOf(request) % 2 === 0 ? 500 : 204).end());
    const { id } = await customer.register({ retryPolicy: twice });
    await redeliveries.past(id, { count: 10 });
    await redeliveries.isAt(await redeliveries.start(id), { state: 'done', enqueued: 10, delivered: 5, failed: 5 });
    expect(receiver.requests).toHaveLength(15);
    const failed = await customer.deliveries('&status=failed');
    expect(failed.map(({ attemptCount }) => attemptCount)).toEqual(Array(5).fill(5));
  });
});

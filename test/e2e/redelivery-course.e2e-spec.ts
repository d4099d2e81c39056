import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bulkRedeliveries, isFresh, type BulkRedeliveries, type Redelivery } from '../harness/bulk-redeliveries.js';
import { makeCustomer, type CustomerApplication } from '../harness/customer-application.js';
import { eventually } from '../harness/eventually.js';
import { startPlatform, type Platform } from '../harness/platform.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

const queues = process.env['TEST_REDIS_URL'] === undefined ? (['postgres'] as const) : (['postgres', 'redis'] as const);

const never = { maxAttempts: 2, schedule: [3600], jitter: 0 };

describe.each(queues)('the course of a redelivery on the %s queue', (queue) => {
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

  it('waits for retries, and says so', async () => {
    receiver.answerWith(500);
    const { id } = await customer.register({ retryPolicy: never });
    await redeliveries.past(id, { count: 3 });
    await redeliveries.isAt(await redeliveries.start(id), {
      state: 'waiting',
      stateReason: '3 deliveries wait for their next attempt',
    });
  });

  it('leaves alone what is pending, and skips what became so', async () => {
    const { id, path } = await customer.register();
    await redeliveries.past(id, { count: 3 });
    await platform.call('POST', `${path}/pause`, {});
    const redelivery = await redeliveries.start(id);
    const [first] = await customer.deliveries('&status=failed');
    await platform.call('POST', `${customer.path}/deliveries/${first?.id ?? ''}/redeliver`);
    await redeliveries.isAt(redelivery, {
      state: 'waiting',
      matched: 3,
      enqueued: 0,
      stateReason: 'the endpoint is paused',
    });
    expect(receiver.requests).toEqual([]);
    await platform.call('POST', `${path}/resume`, {});
    await redeliveries.isAt(redelivery, { state: 'done', enqueued: 2, skipped: 1, delivered: 2 });
    await eventually(() => {
      expect(receiver.requests).toHaveLength(3);
    });
  });

  it('sends no more once it is stopped, and cancels what it owes', async () => {
    const held: (() => void)[] = [];
    receiver.answerWith((_request, response) => {
      held.push(() => response.writeHead(204).end());
    });
    const { id } = await customer.register({ timeoutMs: 30_000 });
    await redeliveries.past(id, { count: 600 });
    const redelivery = await redeliveries.start(id);
    await eventually(() => {
      expect(held).toHaveLength(1);
    });
    const { body } = await platform.call<Redelivery>('DELETE', redelivery);
    expect(body).toMatchObject({ state: 'stopped', enqueued: 250, pending: 0, delivered: 0, cancelled: 250 });
    for (const answer of held.splice(0)) answer();
    // What is emitted now is sent after all that was in the lane before.
    await customer.emit();
    await eventually(() => {
      expect(receiver.requests.some(isFresh)).toBe(true);
    });
    expect(receiver.requests.filter((request) => !isFresh(request)).length).toBeLessThan(10);
    const left = await platform.clone.query(
      `select from postrider.delivery d join postrider.application a on a.id = d.application_id
       where a.uid = $1 and state = 'failed'`,
      [customer.uid],
    );
    expect(left).toHaveLength(350);
    for (const answer of held.splice(0)) answer();
  });

  it('ends with the stop that somebody began and died over', async () => {
    receiver.answerWith(500);
    const { id } = await customer.register({ retryPolicy: never });
    await redeliveries.past(id, { count: 5 });
    const redelivery = await redeliveries.start(id);
    await redeliveries.isAt(redelivery, { state: 'waiting', pending: 5 });
    await platform.clone.query(`update postrider.redelivery set state = 'stopping' where state = 'running'`);
    await redeliveries.isAt(redelivery, {
      state: 'stopped',
      pending: 0,
      cancelled: 5,
      finishedAt: expect.any(String),
    });
  });

  it('E8 ends with its endpoint, and nothing stays owed', async () => {
    receiver.answerWith((_request, response) => void setTimeout(() => response.writeHead(204).end(), 20));
    const { id, path } = await customer.register();
    await redeliveries.past(id, { count: 600 });
    const redelivery = await redeliveries.start(id);
    await eventually(() => {
      expect(receiver.requests.length).toBeGreaterThan(10);
    });
    expect((await platform.call('DELETE', path)).status).toBe(204);
    expect((await platform.call(`GET`, redelivery)).status).toBe(404);
    const owed = await platform.clone.query(
      `select from postrider.owed_delivery o join postrider.delivery d on d.id = o.delivery_id
       join postrider.application a on a.id = d.application_id where a.uid = $1`,
      [customer.uid],
    );
    expect(owed).toEqual([]);
    // The lane goes on for others.
    await customer.register();
    await customer.emit();
    await eventually(async () => {
      expect(receiver.requests.some(isFresh)).toBe(true);
      expect(await customer.deliveries('&status=pending')).toEqual([]);
    });
  });
});

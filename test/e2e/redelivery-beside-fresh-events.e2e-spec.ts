import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bulkRedeliveries, isFresh, numberOf, type BulkRedeliveries } from '../harness/bulk-redeliveries.js';
import { makeCustomer, type CustomerApplication } from '../harness/customer-application.js';
import { eventually } from '../harness/eventually.js';
import { startPlatform, type Platform } from '../harness/platform.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

const queues = process.env['TEST_REDIS_URL'] === undefined ? (['postgres'] as const) : (['postgres', 'redis'] as const);

describe.each(queues)('a redelivery beside fresh events on the %s queue', (queue) => {
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

  const freshRequests = () => receiver.requests.filter(isFresh);

  it('delays none, of its endpoint or of another', async () => {
    const other = await startReceiver();
    const { id } = await customer.register({ timeoutMs: 30_000 });
    await customer.register({ url: other.url });
    await redeliveries.past(id, { count: 2_000 });
    const redelivery = await redeliveries.start(id);
    // A window of many requests, a quarter of which it may have.
    await eventually(() => {
      expect(receiver.requests.length).toBeGreaterThan(100);
    });
    const held: (() => void)[] = [];
    receiver.answerWith((request, response) => {
      const answer = () => response.writeHead(204).end();
      if (isFresh(request)) answer();
      else held.push(answer);
    });
    await eventually(() => {
      expect(held.length).toBeGreaterThan(0);
    });
    for (let emitted = 1; emitted <= 5; emitted += 1) {
      await customer.emit();
      await eventually(() => {
        expect([freshRequests().length, other.requests.length]).toEqual([emitted, emitted]);
      });
    }
    expect(held.length).toBeLessThanOrEqual(8);

    // While it is at work, too: what is left of it takes seconds, of which a fresh event waits for none.
    receiver.answerWith((_request, response) => void setTimeout(() => response.writeHead(204).end(), 20));
    for (const answer of held) answer();
    await customer.emit();
    await eventually(() => {
      expect([freshRequests().length, other.requests.length]).toEqual([6, 6]);
    });
    expect((await redeliveries.read(redelivery)).state).toBe('running');
    expect((await platform.call('DELETE', redelivery)).body).toMatchObject({ state: 'stopped' });
    await other.close();
  });

  it('keeps the order of a FIFO lane, and what of it fails holds none back', async () => {
    let released = false;
    receiver.answerWith((request, response) => {
      const fails = !released && !isFresh(request) && numberOf(request) === 5;
      response.writeHead(fails ? 500 : 204).end();
    });
    const retryPolicy = { maxAttempts: 500, schedule: [1], jitter: 0 };
    const { id } = await customer.register({ ordering: 'fifo', retryPolicy });
    await redeliveries.past(id, { count: 20 });
    const redelivery = await redeliveries.start(id);
    await redeliveries.isAt(redelivery, { delivered: 5, pending: 15 });
    await customer.emit();
    await customer.emit();
    await eventually(() => {
      expect(freshRequests()).toHaveLength(2);
    });
    expect((await redeliveries.read(redelivery)).delivered).toBe(5);
    released = true;
    await redeliveries.isAt(redelivery, { state: 'done', delivered: 20 });
    const order = receiver.requests.filter((request) => !isFresh(request)).map(numberOf);
    expect(order.filter((n, at) => n !== order[at - 1])).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  it('keeps to the rate limit of the endpoint, and leaves room in it for them', async () => {
    const [bulk, burst, perSecond] = [120, 10, 30];
    const { id } = await customer.register({ rateLimit: { perSecond, burst } });
    await redeliveries.past(id, { count: bulk });
    const before = Date.now();
    const redelivery = await redeliveries.start(id);
    await eventually(() => {
      expect(receiver.requests.length).toBeGreaterThan(burst);
    });
    await Promise.all([customer.emit(), customer.emit(), customer.emit()]);
    await redeliveries.isAt(redelivery, { state: 'done', delivered: bulk });
    const requests = receiver.requests.length;
    expect(requests).toBe(bulk + 3);
    // Behind what was owed before them they would be the last.
    expect(receiver.requests.findLastIndex(isFresh)).toBeLessThan(requests - 10);
    const lastAt = Math.max(...receiver.requests.map(({ at }) => at.getTime()));
    // Timers may be early by a millisecond each.
    expect(lastAt - before).toBeGreaterThanOrEqual(((requests - burst) / perSecond) * 1_000 - requests);
  });
});

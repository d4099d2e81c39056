import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../harness/eventually.js';
import { makePast, type Past } from '../harness/past.js';
import { startPlatform, type Platform } from '../harness/platform.js';
import { startReceiver, type ReceivedRequest, type Receiver } from '../harness/receiver.js';

interface Redelivery {
  readonly id: string;
  readonly state: string;
  readonly stateReason: string | null;
  readonly enqueued: number;
  readonly pending: number;
  readonly delivered: number;
}

interface Delivery {
  readonly id: string;
  readonly state: string;
  readonly attemptCount: number;
}

const queues = process.env['TEST_REDIS_URL'] === undefined ? (['postgres'] as const) : (['postgres', 'redis'] as const);

const quickRetries = { maxAttempts: 2, schedule: [1], jitter: 0 };
const never = { maxAttempts: 2, schedule: [3600], jitter: 0 };

/** Fresh events say so; those of the past are numbered. */
const fresh = { customer_id: '0197f9c1-4818-7141-9c2a-22000108e736', email: 'jane@example.com' };
const isFresh = ({ body }: ReceivedRequest) => body.includes('customer_id');
const numberOf = ({ body }: ReceivedRequest) => (JSON.parse(body) as { data: { n: number } }).data.n;

const ascending = (count: number) => Array.from({ length: count }, (_, n) => n);

describe.each(queues)('redelivery on the %s queue', (queue) => {
  let platform: Platform;
  let receiver: Receiver;
  let app: string;
  let application: string;
  let made = 0;

  beforeAll(async () => {
    platform = await startPlatform(queue);
  });

  afterAll(async () => {
    await platform.close();
  });

  beforeEach(async () => {
    receiver = await startReceiver();
    app = `/v1/applications/app-${(made += 1)}`;
    const { body } = await platform.call<{ id: string }>('POST', '/v1/applications', { name: 'a', uid: `app-${made}` });
    application = body.id;
  });

  afterEach(async () => {
    await receiver.close();
  });

  async function addEndpoint(fields: object = {}): Promise<string> {
    const { body } = await platform.call<{ id: string }>('POST', `${app}/endpoints`, {
      url: receiver.url,
      subscriptions: [{ eventType: 'customer.event.*' }],
      retryPolicy: quickRetries,
      ...fields,
    });
    return body.id;
  }

  const past = (endpoint: string | undefined, fields: Partial<Past> & { count: number }) =>
    makePast(platform.clone, { application, ...(endpoint !== undefined && { endpoint }), ...fields });

  async function start(endpoint: string, fields: object = {}): Promise<string> {
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const path = `${app}/endpoints/${endpoint}/redeliveries`;
    const { status, body } = await platform.call<Redelivery>('POST', path, { since, ...fields });
    expect([status, body]).toMatchObject([202, {}]);
    return `${path}/${body.id}`;
  }

  const read = async (path: string) => (await platform.call<Redelivery>('GET', path)).body;

  const isAt = (path: string, progress: object) =>
    eventually(async () => {
      expect(await read(path)).toMatchObject(progress);
    }, 60_000);

  const emitFresh = async () => {
    const event = { type: 'customer.event.create', payload: fresh };
    expect((await platform.call('POST', `${app}/events`, event)).status).toBe(202);
  };

  const deliveries = async (query = '') =>
    (await platform.call<{ data: Delivery[] }>('GET', `${app}/deliveries?limit=100${query}`)).body.data;

  it.each(['failed', 'delivered', 'cancelled', 'discarded'] as const)(
    'sends again what is %s, and nothing else',
    async (state) => {
      const endpoint = await addEndpoint();
      await past(endpoint, { count: 30, state });
      await past(endpoint, { count: 10, state: state === 'failed' ? 'delivered' : 'failed' });
      const redelivery = await start(endpoint, { status: state });
      await isAt(redelivery, {
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
      const again = (await deliveries('&status=delivered')).filter(({ attemptCount }) => attemptCount === 4);
      expect(again).toHaveLength(30);
      const attempts = await platform.call<{ data: { number: number }[] }>(
        'GET',
        `${app}/deliveries/${again[0]?.id ?? ''}/attempts`,
      );
      expect(attempts.body.data.map(({ number }) => number)).toEqual([4]);
    },
  );

  it('sends events that the endpoint never got, because it did not exist or was not subscribed', async () => {
    await past(undefined, { count: 20 });
    await past(undefined, { count: 20, type: 'email_sent' });
    const endpoint = await addEndpoint();
    await past(endpoint, { count: 5, state: 'delivered' });
    await isAt(await start(endpoint, { status: 'missing' }), { state: 'done', matched: 20, delivered: 20 });
    expect(receiver.requests.map(numberOf)).toHaveLength(20);

    await platform.call('PATCH', `${app}/endpoints/${endpoint}`, { subscriptions: [{ eventType: '*' }] });
    await isAt(await start(endpoint, { status: 'missing' }), { state: 'done', matched: 20, delivered: 20 });
    await isAt(await start(endpoint, { status: 'missing' }), { state: 'done', matched: 0, enqueued: 0 });
    expect(receiver.requests).toHaveLength(40);
  });

  it('sends more than it looks at in one step, each once', async () => {
    const endpoint = await addEndpoint();
    await past(endpoint, { count: 300 });
    await isAt(await start(endpoint), { state: 'done', enqueued: 300, delivered: 300 });
    expect(receiver.requests).toHaveLength(300);
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(300);
  });

  it('tries again by the policy of the endpoint, and tells what was given up', async () => {
    receiver.answerWith((request, response) => response.writeHead(numberOf(request) % 2 === 0 ? 500 : 204).end());
    const endpoint = await addEndpoint();
    await past(endpoint, { count: 10 });
    await isAt(await start(endpoint), { state: 'done', enqueued: 10, delivered: 5, failed: 5 });
    expect(receiver.requests).toHaveLength(15);
    expect((await deliveries('&status=failed')).map(({ attemptCount }) => attemptCount)).toEqual(Array(5).fill(5));
  });

  it('tells that it waits for retries', async () => {
    receiver.answerWith(500);
    const endpoint = await addEndpoint({ retryPolicy: never });
    await past(endpoint, { count: 3 });
    await isAt(await start(endpoint), { state: 'waiting', stateReason: '3 deliveries wait for their next attempt' });
  });

  it('leaves alone what is pending, and skips what became so', async () => {
    const endpoint = await addEndpoint();
    await past(endpoint, { count: 3 });
    await platform.call('POST', `${app}/endpoints/${endpoint}/pause`, {});
    const redelivery = await start(endpoint);
    const [first] = await deliveries('&status=failed');
    await platform.call('POST', `${app}/deliveries/${first?.id ?? ''}/redeliver`);
    await isAt(redelivery, { state: 'waiting', matched: 3, enqueued: 0, stateReason: 'the endpoint is paused' });
    expect(receiver.requests).toEqual([]);
    await platform.call('POST', `${app}/endpoints/${endpoint}/resume`, {});
    await isAt(redelivery, { state: 'done', enqueued: 2, skipped: 1, delivered: 2 });
    await eventually(() => {
      expect(receiver.requests).toHaveLength(3);
    });
  });

  it('sends no more once it is stopped, and cancels what it owes', async () => {
    const held: (() => void)[] = [];
    receiver.answerWith((_request, response) => {
      held.push(() => response.writeHead(204).end());
    });
    const endpoint = await addEndpoint();
    await past(endpoint, { count: 600 });
    const redelivery = await start(endpoint);
    await eventually(() => {
      expect(held).toHaveLength(1);
    });
    const { body } = await platform.call<Redelivery>('DELETE', redelivery);
    expect(body).toMatchObject({ state: 'stopped', enqueued: 250, pending: 0, delivered: 0, cancelled: 250 });
    for (const answer of held.splice(0)) answer();
    // What is emitted now is sent after all that was in the lane before.
    await emitFresh();
    await eventually(() => {
      expect(receiver.requests.some(isFresh)).toBe(true);
    });
    expect(receiver.requests.filter((request) => !isFresh(request)).length).toBeLessThan(10);
    const states = await platform.clone.query<{ state: string; count: number }>(
      `select state, count(*)::int from postrider.delivery d join postrider.application a on a.id = d.application_id
       where a.uid = $1 and event_type = 'customer.event.create' and attempt_count > 0 group by state order by state`,
      [app.split('/').at(-1)],
    );
    expect(states.filter(({ state }) => state === 'failed')).toEqual([{ state: 'failed', count: 350 }]);
    for (const answer of held.splice(0)) answer();
  });

  it('finishes a stop that somebody began and died over', async () => {
    const endpoint = await addEndpoint({ retryPolicy: never });
    receiver.answerWith(500);
    await past(endpoint, { count: 5 });
    const redelivery = await start(endpoint);
    await isAt(redelivery, { state: 'waiting', pending: 5 });
    await platform.clone.query(`update postrider.redelivery set state = 'stopping' where state = 'running'`);
    await isAt(redelivery, { state: 'stopped', pending: 0, cancelled: 5, finishedAt: expect.any(String) });
  });

  it('E8 ends with its endpoint, and nothing stays owed', async () => {
    receiver.answerWith((_request, response) => void setTimeout(() => response.writeHead(204).end(), 20));
    const endpoint = await addEndpoint();
    await past(endpoint, { count: 600 });
    const redelivery = await start(endpoint);
    await eventually(() => {
      expect(receiver.requests.length).toBeGreaterThan(10);
    });
    expect((await platform.call('DELETE', `${app}/endpoints/${endpoint}`)).status).toBe(204);
    expect((await platform.call(`GET`, redelivery)).status).toBe(404);
    const owed = () =>
      platform.clone.query(
        `select from postrider.owed_delivery o join postrider.delivery d on d.id = o.delivery_id
         join postrider.application a on a.id = d.application_id where a.uid = $1`,
        [app.split('/').at(-1)],
      );
    expect(await owed()).toEqual([]);
    // The lane goes on for others.
    await addEndpoint();
    await emitFresh();
    await eventually(async () => {
      expect(receiver.requests.some(isFresh)).toBe(true);
      expect(await deliveries('&status=pending')).toEqual([]);
    });
  });

  it('delays no fresh event, of its endpoint or of another', async () => {
    receiver.answerWith((_request, response) => void setTimeout(() => response.writeHead(204).end(), 20));
    const other = await startReceiver();
    const endpoint = await addEndpoint();
    await addEndpoint({ url: other.url });
    await past(endpoint, { count: 2_000 });
    const redelivery = await start(endpoint);
    await eventually(() => {
      expect(receiver.requests.length).toBeGreaterThan(100);
    });
    const overtakenBy: number[] = [];
    for (let n = 1; n <= 10; n += 1) {
      await emitFresh();
      const before = receiver.requests.length;
      await eventually(() => {
        expect([receiver.requests.filter(isFresh).length, other.requests.length]).toEqual([n, n]);
      });
      overtakenBy.push(receiver.requests.findLastIndex(isFresh) - before);
    }
    // All the while the redelivery goes on: a thousand are before it, and hundreds of them due.
    expect((await read(redelivery)).state).toBe('running');
    // At most a quarter of the window, 8 requests, begins every 20 ms while an event travels to its dispatcher.
    expect(Math.max(...overtakenBy)).toBeLessThan(40);
    expect((await platform.call('DELETE', redelivery)).body).toMatchObject({ state: 'stopped' });
    await other.close();
  }, 60_000);

  it('keeps events in order in a FIFO lane, and a failed one holds back no fresh event', async () => {
    let released = false;
    receiver.answerWith((request, response) => {
      const fails = !released && !isFresh(request) && numberOf(request) === 5;
      response.writeHead(fails ? 503 : 204).end();
    });
    const endpoint = await addEndpoint({
      ordering: 'fifo',
      retryPolicy: { maxAttempts: 50, schedule: [1], jitter: 0 },
    });
    await past(endpoint, { count: 20 });
    const redelivery = await start(endpoint);
    await isAt(redelivery, { delivered: 5, pending: 15 });
    await emitFresh();
    await emitFresh();
    await eventually(() => {
      expect(receiver.requests.filter(isFresh)).toHaveLength(2);
    });
    expect((await read(redelivery)).delivered).toBe(5);
    released = true;
    await isAt(redelivery, { state: 'done', delivered: 20 });
    const order = receiver.requests.filter((request) => !isFresh(request)).map(numberOf);
    expect(order.filter((n, at) => n !== order[at - 1])).toEqual(ascending(20));
  }, 60_000);

  it('keeps to the rate limit of the endpoint, and leaves room in it for fresh events', async () => {
    const endpoint = await addEndpoint({ rateLimit: { perSecond: 20, burst: 10 } });
    await past(endpoint, { count: 60 });
    const redelivery = await start(endpoint);
    await eventually(() => {
      expect(receiver.requests.length).toBeGreaterThan(15);
    });
    const before = receiver.requests.length;
    await Promise.all([emitFresh(), emitFresh(), emitFresh()]);
    await eventually(() => {
      expect(receiver.requests.filter(isFresh)).toHaveLength(3);
    });
    expect(receiver.requests.findLastIndex(isFresh) - before).toBeLessThan(15);
    await isAt(redelivery, { state: 'done', delivered: 60 });
    const times = receiver.requests.map(({ at }) => at.getTime());
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThanOrEqual(2_600);
  }, 60_000);
});

import { newUuid, publicId } from '#persistence';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../harness/eventually.js';
import { openLaneFixture, type LaneFixture } from '../harness/lane-fixture.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

/** Quick enough to see several attempts within a test. */
const quickRetries = { maxAttempts: 3, schedule: [1], jitter: 0 };

const numbers = (count: number) => Array.from({ length: count }, (_, n) => ({ payload: `{"n":${n}}` }));

const queues = process.env['TEST_REDIS_URL'] === undefined ? (['postgres'] as const) : (['postgres', 'redis'] as const);

describe.each(queues)('lanes on the %s queue', (queue) => {
  let lanes: LaneFixture;
  let receiver: Receiver;

  beforeAll(async () => {
    lanes = await openLaneFixture(queue);
    // Two, so that whatever holds here holds while they share the work.
    await lanes.startDispatcher();
    await lanes.startDispatcher();
  });

  afterAll(async () => {
    await lanes.close();
  });

  beforeEach(async () => {
    receiver = await startReceiver();
  });

  afterEach(async () => {
    await receiver.close();
  });

  const received = (): number[] =>
    receiver.requests.map((request) => (JSON.parse(request.body) as { data: { n: number } }).data.n);

  const isSettled = (applicationId: string, states: Record<string, number>) =>
    eventually(async () => {
      expect(await lanes.states(applicationId)).toEqual(states);
    });

  it('delivers each once, though nobody woke the lane', async () => {
    const { applicationId } = await lanes.makeEndpoint({ url: receiver.url });
    await lanes.emit(applicationId, numbers(200));
    await isSettled(applicationId, { delivered: 200 });
    expect(received().sort((a, b) => a - b)).toEqual(numbers(200).map((_, n) => n));
    const left = await lanes.clone.query(
      'select 1 from postrider.owed_delivery o join postrider.endpoint e on e.id = o.endpoint_id where e.application_id = $1',
      [applicationId],
    );
    expect(left).toEqual([]);
  });

  it('tries again by the policy, with the same id and body, and gives up', async () => {
    receiver.answerWith(500);
    const { applicationId } = await lanes.makeEndpoint({ url: receiver.url, retryPolicy: quickRetries });
    await lanes.emit(applicationId, numbers(1));
    await isSettled(applicationId, { failed: 1 });
    expect(receiver.requests).toHaveLength(3);
    expect(new Set(receiver.requests.map((request) => request.headers['webhook-id'])).size).toBe(1);
    expect(new Set(receiver.requests.map((request) => request.body)).size).toBe(1);
    const attempts = await lanes.clone.query(
      `select a.number, a.outcome, a.status, d.attempt_count from postrider.attempt a
       join postrider.delivery d on d.id = a.delivery_id where d.application_id = $1 order by a.number`,
      [applicationId],
    );
    expect(attempts).toEqual([1, 2, 3].map((number) => ({ number, outcome: 'failed', status: 500, attempt_count: 3 })));
  });

  it('keeps a FIFO lane in order behind a failing head', async () => {
    let failures = 2;
    receiver.answerWith((request, response) => {
      const fails = request.body.includes('"n":3') && failures > 0;
      if (fails) failures -= 1;
      response.writeHead(fails ? 503 : 204).end();
    });
    const { applicationId } = await lanes.makeEndpoint({
      url: receiver.url,
      ordering: 'fifo',
      retryPolicy: { ...quickRetries, maxAttempts: 5 },
    });
    await lanes.emit(applicationId, numbers(40));
    await isSettled(applicationId, { delivered: 40 });
    expect(received()).toEqual([
      0,
      1,
      2,
      3,
      3,
      ...numbers(40)
        .map((_, n) => n)
        .slice(3),
    ]);
  });

  it('goes on with a FIFO lane when its head is given up', async () => {
    receiver.answerWith((request, response) => response.writeHead(request.body.includes('"n":0') ? 500 : 204).end());
    const { applicationId } = await lanes.makeEndpoint({
      url: receiver.url,
      ordering: 'fifo',
      retryPolicy: { ...quickRetries, maxAttempts: 2 },
    });
    await lanes.emit(applicationId, numbers(3));
    await isSettled(applicationId, { delivered: 2, failed: 1 });
    expect(received()).toEqual([0, 0, 1, 2]);
  });

  it('keeps one ordering key in order and lets the others pass', async () => {
    let released = false;
    receiver.answerWith((request, response) => {
      const blocked = request.body.includes('"k":"a"') && !released;
      response.writeHead(blocked ? 503 : 204).end();
    });
    const { applicationId } = await lanes.makeEndpoint({
      url: receiver.url,
      ordering: 'fifo',
      retryPolicy: { maxAttempts: 50, schedule: [1], jitter: 0 },
    });
    const emissions = ['a', 'b', 'a', 'c', 'b', 'a'].map((k, n) => ({
      payload: `{"n":${n},"k":"${k}"}`,
      orderingKey: k,
    }));
    await lanes.emit(applicationId, emissions);
    await isSettled(applicationId, { delivered: 3, pending: 3 });
    released = true;
    await isSettled(applicationId, { delivered: 6 });
    const delivered = received().filter((n, i, all) => all.indexOf(n) === i);
    expect(delivered.filter((n) => [0, 2, 5].includes(n))).toEqual([0, 2, 5]);
    expect(delivered.filter((n) => [1, 4].includes(n))).toEqual([1, 4]);
  });

  it('keeps to the rate limit of an endpoint', async () => {
    const { applicationId } = await lanes.makeEndpoint({ url: receiver.url, rateLimit: { perSecond: 20, burst: 5 } });
    // Before the bucket is there: what arrives late may be close to what follows.
    const before = Date.now();
    await lanes.emit(applicationId, numbers(65));
    await isSettled(applicationId, { delivered: 65 });
    const times = receiver.requests.map((request) => request.at.getTime());
    // 5 at once and 60 more at 20 a second; timers may be early by a millisecond each.
    expect(Math.max(...times) - before).toBeGreaterThanOrEqual(2_900);
  });

  it('has no more requests in flight than the endpoint allows', async () => {
    const { applicationId } = await lanes.makeEndpoint({ url: receiver.url, maxConcurrency: 3, timeoutMs: 30_000 });
    // For as many successes a lane may have more in flight than its endpoint allows.
    await lanes.emit(applicationId, numbers(10));
    await isSettled(applicationId, { delivered: 10 });
    const held: (() => void)[] = [];
    let most = 0;
    receiver.answerWith((_request, response) => {
      held.push(() => response.writeHead(204).end());
      most = Math.max(most, held.length);
    });
    await lanes.emit(applicationId, numbers(60));
    for (let answered = 0; answered < 60; answered += 1) {
      await eventually(() => {
        expect(held).toHaveLength(Math.min(3, 60 - answered));
      });
      held.shift()?.();
    }
    await isSettled(applicationId, { delivered: 70 });
    expect(most).toBe(3);
  });

  it('holds what a paused endpoint is owed', async () => {
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url, state: 'paused' });
    const other = await lanes.makeEndpoint({ url: receiver.url });
    await lanes.emit(applicationId, numbers(3));
    await lanes.emit(other.applicationId, numbers(1));
    await isSettled(other.applicationId, { delivered: 1 });
    expect(await lanes.states(applicationId)).toEqual({ pending: 3 });
    await lanes.clone.query(`update postrider.endpoint set state = 'active' where id = $1`, [endpointId]);
    await isSettled(applicationId, { delivered: 3 });
  });

  it('disables an endpoint that answers 410, tells the operator and holds the rest', async () => {
    receiver.answerWith(410);
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url, maxConcurrency: 1 });
    await lanes.emit(applicationId, numbers(3));
    await eventually(async () => {
      const rows = await lanes.clone.query('select state, state_reason from postrider.endpoint where id = $1', [
        endpointId,
      ]);
      expect(rows).toEqual([{ state: 'disabled', state_reason: 'the receiver answered 410 Gone' }]);
    });
    const [entry] = await lanes.clone.query<{ changes: unknown }>(
      `select changes from postrider.audit_entry
       where action = 'endpoint.disable' and actor_kind = 'system' and resource_id = $1`,
      [publicId('endpoint', endpointId)],
    );
    expect(entry?.changes).toEqual({
      state: { before: 'active', after: 'disabled' },
      stateReason: { after: 'the receiver answered 410 Gone' },
    });
    expect(await lanes.states(applicationId)).toEqual({ pending: 3 });
    await eventually(async () => {
      const told = await lanes.clone.query<{ payload: string }>(
        `select payload from postrider.event where type = 'endpoint.disabled' and payload like '%410 Gone%'`,
      );
      expect(told).toHaveLength(1);
    });
  });

  it('sends nothing again that is in flight when the database fails', async () => {
    const held: (() => void)[] = [];
    receiver.answerWith((_request, response) => {
      held.push(() => response.writeHead(204).end());
    });
    const other = await startReceiver();
    const { applicationId } = await lanes.makeEndpoint({ url: receiver.url, timeoutMs: 30_000 });
    const marker = await lanes.makeEndpoint({ url: other.url });
    await lanes.emit(applicationId, numbers(1));
    await eventually(() => {
      expect(held).toHaveLength(1);
    });
    // For longer than a lane in use waits before it reads again.
    await lanes.clone.query('alter table postrider.owed_delivery rename to away');
    await lanes.clone.query('select pg_sleep(0.5)');
    await lanes.clone.query('alter table postrider.away rename to owed_delivery');
    for (let sweeps = 1; sweeps <= 3; sweeps += 1) {
      await lanes.emit(marker.applicationId, numbers(1));
      await isSettled(marker.applicationId, { delivered: sweeps });
    }
    for (const answer of held) answer();
    await isSettled(applicationId, { delivered: 1 });
    expect(receiver.requests).toHaveLength(1);
    await other.close();
  });

  it('does not stop for a row whose event is missing', async () => {
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url });
    await lanes.clone.query(
      `with poison as (
         insert into postrider.delivery (id, application_id, endpoint_id, event_id, event_type)
         values ($1, $2, $3, $4, 'gone') returning *
       )
       insert into postrider.owed_delivery (endpoint_id, event_id, delivery_id, due_at)
       select endpoint_id, event_id, id, now() - interval '1 hour' from poison`,
      [newUuid(), applicationId, endpointId, newUuid()],
    );
    await lanes.emit(applicationId, numbers(5));
    await isSettled(applicationId, { delivered: 5, failed: 1 });
  });

  it('does not stop for an endpoint whose secret cannot be opened', async () => {
    const broken = await lanes.makeEndpoint({ url: receiver.url });
    await lanes.clone.query(`update postrider.secret set sealed = 'v1.00000000.AAAA.AAAA' where endpoint_id = $1`, [
      broken.endpointId,
    ]);
    const healthy = await lanes.makeEndpoint({ url: receiver.url });
    await lanes.emit(broken.applicationId, numbers(1));
    await lanes.emit(healthy.applicationId, numbers(5));
    await isSettled(healthy.applicationId, { delivered: 5 });
    expect(await lanes.states(broken.applicationId)).toEqual({ pending: 1 });
  });

  it('remembers since when an endpoint fails, and forgets with the first success', async () => {
    receiver.answerWith(500);
    const retryPolicy = { ...quickRetries, maxAttempts: 100 };
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url, retryPolicy });
    await lanes.emit(applicationId, numbers(1));
    const failingSince = async () =>
      (
        await lanes.clone.query<{ failing_since: Date | null }>(
          'select failing_since from postrider.endpoint_health where endpoint_id = $1',
          [endpointId],
        )
      )[0]?.failing_since;
    await eventually(async () => {
      expect(await failingSince()).toBeInstanceOf(Date);
    });
    receiver.answerWith(204);
    await isSettled(applicationId, { delivered: 1 });
    expect(await failingSince()).toBeNull();
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../harness/eventually.js';
import { openLaneFixture, type LaneFixture } from '../harness/lane-fixture.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

const everySecond = { maxAttempts: 1_000, schedule: [1], jitter: 0 };
const numbers = (count: number) => Array.from({ length: count }, (_, n) => ({ payload: `{"n":${n}}` }));

describe('after a failure', () => {
  let lanes: LaneFixture;
  let receiver: Receiver;

  beforeEach(async () => {
    lanes = await openLaneFixture('postgres');
    receiver = await startReceiver();
  });

  afterEach(async () => {
    await lanes.close();
    await receiver.close();
  });

  const isSettled = (applicationId: string, states: Record<string, number>) =>
    eventually(async () => {
      expect(await lanes.states(applicationId)).toEqual(states);
    });

  it('C41 an endpoint that comes back gets one request first, and more with every success', async () => {
    const { applicationId } = await lanes.makeEndpoint({
      url: receiver.url,
      retryPolicy: everySecond,
      timeoutMs: 30_000,
    });
    // A window of several requests, which the failure brings down to one.
    await lanes.startDispatcher();
    await lanes.emit(applicationId, numbers(10));
    await isSettled(applicationId, { delivered: 10 });
    receiver.answerWith(503);
    await lanes.emit(applicationId, numbers(50));
    await eventually(() => {
      expect(receiver.requests.length).toBeGreaterThan(10 + 20);
    });

    const held: (() => void)[] = [];
    let successes = 0;
    /** Requests in flight beyond what the successes so far allow, at each arrival since the endpoint came back. */
    const excess: number[] = [];
    receiver.answerWith((_request, response) => {
      held.push(() => response.writeHead(204).end());
      excess.push(held.length - (1 + successes));
    });
    const allAreInFlight = () =>
      eventually(() => {
        expect(held).toHaveLength(1 + successes);
      });
    for (; successes < 5; successes += 1) {
      await allAreInFlight();
      // Two arrive for each that is answered.
      expect(excess).toHaveLength(1 + 2 * successes);
      held.shift()?.();
    }
    await allAreInFlight();
    receiver.answerWith(204);
    for (const answer of held.splice(0)) answer();
    await isSettled(applicationId, { delivered: 60 });
    expect(Math.max(...excess)).toBeLessThanOrEqual(0);
  });

  it('C41 events of one endpoint do not wait behind the backlog of another', async () => {
    const dead = await startReceiver();
    const silent: (() => void)[] = [];
    dead.answerWith((_request, response) => {
      silent.push(() => response.destroy());
    });
    const backlog = await lanes.makeEndpoint({ url: dead.url, timeoutMs: 30_000 });
    await lanes.emit(backlog.applicationId, numbers(2_000));
    await lanes.startDispatcher();
    await eventually(() => {
      expect(dead.requests.length).toBeGreaterThan(0);
    });
    const healthy = await lanes.makeEndpoint({ url: receiver.url });
    await lanes.emit(healthy.applicationId, numbers(50));
    await isSettled(healthy.applicationId, { delivered: 50 });
    expect(await lanes.states(backlog.applicationId)).toEqual({ pending: 2_000 });
    // Not one of those that nobody answers had ended.
    const ended = `select from postrider.attempt where endpoint_id = $1 limit 1`;
    expect(await lanes.clone.query(ended, [backlog.endpointId])).toEqual([]);
    for (const hangUp of silent) hangUp();
    await dead.close();
  });

  it('attempts are counted on by the dispatcher that comes after, and given up as promised', async () => {
    receiver.answerWith(500);
    const retryPolicy = { maxAttempts: 4, schedule: [1], jitter: 0 };
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url, retryPolicy });
    await lanes.emit(applicationId, numbers(1));
    const first = await lanes.startDispatcher();
    await eventually(() => {
      expect(receiver.requests.length).toBeGreaterThanOrEqual(2);
    });
    await first.close();
    await lanes.startDispatcher();
    await isSettled(applicationId, { failed: 1 });
    const attempts = await lanes.clone.query(
      'select number from postrider.attempt where endpoint_id = $1 order by id',
      [endpointId],
    );
    expect(attempts).toEqual([1, 2, 3, 4].map((number) => ({ number })));
    expect(receiver.requests).toHaveLength(4);
  });

  it('a delivery is given up once another attempt would be past the window', async () => {
    receiver.answerWith(500);
    const retryPolicy = { maxAgeSeconds: 60, schedule: [1, 1, 3_600], jitter: 0 };
    const { applicationId } = await lanes.makeEndpoint({ url: receiver.url, retryPolicy });
    await lanes.emit(applicationId, numbers(1));
    await lanes.startDispatcher();
    await isSettled(applicationId, { failed: 1 });
    expect(receiver.requests.length).toBeGreaterThanOrEqual(2);
    const times = receiver.requests.map(({ at }) => at.getTime());
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(60_000);
  });

  it('a delivery that waited until its window was over is given up without a request', async () => {
    receiver.answerWith(500);
    const retryPolicy = { maxAgeSeconds: 3_600, schedule: [600], jitter: 0 };
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url, retryPolicy });
    await lanes.emit(applicationId, numbers(1));
    const first = await lanes.startDispatcher();
    await eventually(async () => {
      const owed = await lanes.clone.query<{ attempt_count: number }>(
        'select attempt_count from postrider.owed_delivery where endpoint_id = $1',
        [endpointId],
      );
      expect(owed).toEqual([{ attempt_count: 1 }]);
    });
    await first.close();
    const made = receiver.requests.length;
    await lanes.clone.query(
      `update postrider.owed_delivery set first_attempt_at = now() - interval '2 hours', due_at = now()
       where endpoint_id = $1`,
      [endpointId],
    );
    await lanes.startDispatcher();
    await isSettled(applicationId, { failed: 1 });
    expect(receiver.requests).toHaveLength(made);
    const attempts = await lanes.clone.query(
      'select number, outcome, diagnosis from postrider.attempt where endpoint_id = $1 order by number desc limit 1',
      [endpointId],
    );
    expect(attempts).toEqual([
      {
        number: 2,
        outcome: 'sender_failed',
        diagnosis:
          'not sent: its turn came too late; given up: the next attempt would be past the window of its retry policy',
      },
    ]);
  });
});

import { newUuid } from '#persistence';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../harness/eventually.js';
import { openLaneFixture, type LaneFixture } from '../harness/lane-fixture.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

const numbers = (count: number) => Array.from({ length: count }, (_, n) => ({ payload: `{"n":${n}}` }));

const whereThereIsRedis = process.env['TEST_REDIS_URL'] === undefined ? it.skip : it;

describe('the lease of a lane', () => {
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

  const heldLanes = async (): Promise<number> =>
    (await lanes.clone.query(`select from postrider.lane_lease where held_until > now()`)).length;

  // Each queue believes that it alone gives lanes out: as bad as a queue that forgets all the time.
  whereThereIsRedis('keeps two dispatchers apart whose queues know nothing of each other', async () => {
    await lanes.startDispatcher('postgres');
    await lanes.startDispatcher('redis');
    receiver.answerWith((_request, response) => setTimeout(() => response.writeHead(204).end(), 5));
    const endpoints = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        lanes.makeEndpoint({ url: receiver.url, ordering: n < 2 ? 'fifo' : 'none', maxConcurrency: 4 }),
      ),
    );
    for (const { applicationId } of endpoints) await lanes.emit(applicationId, numbers(300));
    for (const { applicationId } of endpoints) await isSettled(applicationId, { delivered: 300 });
    expect(receiver.requests).toHaveLength(8 * 300);
  });

  it('is renewed while an answer is awaited, and given back with it', async () => {
    const held: (() => void)[] = [];
    receiver.answerWith((_request, response) => {
      held.push(() => response.writeHead(204).end());
    });
    await lanes.startDispatcher();
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url, timeoutMs: 30_000 });
    await lanes.emit(applicationId, numbers(1));
    const lease = async (): Promise<Date | undefined> =>
      (
        await lanes.clone.query<{ held_until: Date }>(
          `select held_until from postrider.lane_lease where endpoint_id = $1 and held_until > now()`,
          [endpointId],
        )
      )[0]?.held_until;
    const first = await eventually(async () => {
      const until = await lease();
      if (until === undefined) throw new Error('the lane is not open yet');
      return until;
    });
    await eventually(async () => {
      expect((await lease())?.getTime()).toBeGreaterThan(first.getTime());
    });
    for (const answer of held) answer();
    await isSettled(applicationId, { delivered: 1 });
    await eventually(async () => {
      expect(await heldLanes()).toBe(0);
    });
    expect(receiver.requests).toHaveLength(1);
  });

  it('of a dead dispatcher runs out, and its lane is drained by another', async () => {
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url });
    const [lease] = await lanes.clone.query<{ held_until: Date }>(
      `insert into postrider.lane_lease (endpoint_id, holder, held_until)
       values ($1, $2, now() + interval '3 seconds') returning held_until`,
      [endpointId, newUuid()],
    );
    await lanes.startDispatcher();
    await lanes.emit(applicationId, numbers(3));
    await isSettled(applicationId, { delivered: 3 });
    const firstAt = Math.min(...receiver.requests.map(({ at }) => at.getTime()));
    expect(firstAt).toBeGreaterThanOrEqual(lease?.held_until.getTime() ?? Infinity);
  });

  it('is given back by a dispatcher that ends, once its answers are there', async () => {
    const held: (() => void)[] = [];
    receiver.answerWith((_request, response) => {
      held.push(() => response.writeHead(204).end());
    });
    const dispatcher = await lanes.startDispatcher();
    const { applicationId } = await lanes.makeEndpoint({ url: receiver.url, timeoutMs: 30_000 });
    await lanes.emit(applicationId, numbers(1));
    await eventually(() => {
      expect(held).toHaveLength(1);
    });
    const closing = dispatcher.close();
    expect(await heldLanes()).toBe(1);
    for (const answer of held) answer();
    await closing;
    expect(await heldLanes()).toBe(0);
    expect(await lanes.states(applicationId)).toEqual({ delivered: 1 });
  });

  it('goes with its endpoint', async () => {
    await lanes.startDispatcher();
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url });
    await lanes.emit(applicationId, numbers(1));
    await isSettled(applicationId, { delivered: 1 });
    await lanes.clone.query('delete from postrider.endpoint where id = $1', [endpointId]);
    expect(await lanes.clone.query('select from postrider.lane_lease')).toEqual([]);
  });
});

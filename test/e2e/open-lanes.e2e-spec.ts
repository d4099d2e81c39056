import { closeLanes, findDueLanes, newUuid, openLanes } from '#persistence';
import { laneSliceMs } from '#lanes';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { eventually } from '../harness/eventually.js';
import { openLaneFixture, type LaneFixture } from '../harness/lane-fixture.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

describe('an open lane', () => {
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

  const numbered = (count: number) => Array.from({ length: count }, (_, n) => ({ payload: `{"n":${n}}` }));
  const arrived = (text: string): boolean => receiver.requests.some(({ body }) => body.includes(text));

  it('goes on for slice after slice while one answer is awaited', async () => {
    let held: ServerResponse | undefined;
    receiver.answerWith((request, response) => {
      if (request.body.includes('"slow"')) held = response;
      else response.writeHead(204).end();
    });
    await lanes.startDispatcher();
    const { applicationId } = await lanes.makeEndpoint({ url: receiver.url, timeoutMs: 30_000 });
    // A window of several, which a lane has whose endpoint answers.
    await lanes.emit(applicationId, numbered(10));
    await eventually(() => {
      expect(receiver.requests).toHaveLength(10);
    });
    await lanes.emit(applicationId, [{ payload: '"slow"' }]);
    const until = performance.now() + 3 * laneSliceMs;
    for (let n = 0; performance.now() < until; n += 1) {
      await lanes.emit(applicationId, [{ payload: `"later ${n}"` }]);
      await eventually(() => {
        expect(arrived(`"later ${n}"`)).toBe(true);
      });
    }
    await eventually(async () => {
      expect(await lanes.states(applicationId)).toMatchObject({ pending: 1 });
    });
    held?.writeHead(204).end();
    await eventually(async () => {
      expect(Object.keys(await lanes.states(applicationId))).toEqual(['delivered']);
    });
  });

  it('is told of what is due and not woken, and is woken once it is shut', async () => {
    await lanes.startDispatcher();
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url });
    const [first] = await lanes.emit(applicationId, numbered(1));
    expect(first).toMatchObject({ shutLanes: [endpointId], openLanes: [] });
    await eventually(() => {
      expect(receiver.requests).toHaveLength(1);
    });
    // Nobody wakes a lane that was shut again by then but the sweep, and it stays open for a while.
    await eventually(async () => {
      const [second] = await lanes.emit(applicationId, numbered(1));
      expect(second).toMatchObject({ shutLanes: [], openLanes: [endpointId] });
    });
    // What was emitted last may have it opened once more by a sweep.
    await eventually(async () => {
      const rows = await lanes.clone.query(`select from postrider.lane_lease where held_until > now()`);
      expect(rows).toHaveLength(0);
      const [third] = await lanes.emit(applicationId, numbered(1));
      expect(third).toMatchObject({ shutLanes: [endpointId], openLanes: [] });
    });
  });

  it('takes up new settings at work, and stops when its endpoint is paused', async () => {
    receiver.answerWith((_request, response) => setTimeout(() => response.writeHead(204).end(), 20));
    await lanes.startDispatcher();
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url, maxConcurrency: 1 });
    await lanes.emit(applicationId, numbered(1_000));
    await eventually(() => {
      expect(receiver.requests.length).toBeGreaterThan(10);
    });
    await lanes.clone.query(`update postrider.endpoint set state = 'paused' where id = $1`, [endpointId]);
    await eventually(async () => {
      const rows = await lanes.clone.query(`select from postrider.lane_lease where held_until > now()`);
      expect(rows).toHaveLength(0);
    });
    const { pending } = await lanes.states(applicationId);
    expect(pending).toBeGreaterThan(0);
  });

  it('is poked by the sweep, is left alone while its last answer is awaited, and is woken when nobody has it', async () => {
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url });
    await lanes.emit(applicationId, numbered(1));
    const sweep = () => lanes.database.hotTransaction(findDueLanes);
    expect(await sweep()).toMatchObject({ shutLanes: [endpointId], openLanes: [] });

    const opening = { holder: newUuid(), endpointIds: [endpointId], leaseMs: 60_000 };
    await openLanes(lanes.database.hot, { ...opening, openMs: 60_000 });
    expect(await sweep()).toMatchObject({ shutLanes: [], openLanes: [endpointId] });

    await openLanes(lanes.database.hot, { ...opening, openMs: -1 });
    expect(await sweep()).toMatchObject({ shutLanes: [], openLanes: [] });

    await closeLanes(lanes.database.hot, opening.holder, [endpointId]);
    expect(await sweep()).toMatchObject({ shutLanes: [endpointId], openLanes: [] });
  });
});

import { findDueLanes } from '#persistence';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../harness/eventually.js';
import { openLaneFixture, type LaneFixture } from '../harness/lane-fixture.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

const numbers = (count: number) => Array.from({ length: count }, (_, n) => ({ payload: `{"n":${n}}` }));

describe('the sweep', () => {
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

  it('is made by one at a time, and by the next once that one is gone', async () => {
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url });
    await lanes.emit(applicationId, numbers(1));
    const { database } = lanes;
    await database.hotTransaction(async (first) => {
      expect((await findDueLanes(first)).shutLanes).toEqual([endpointId]);
      const second = await database.hotTransaction(findDueLanes);
      expect(second.shutLanes).toEqual([]);
      expect(second.databaseNow).toBeInstanceOf(Date);
    });
    expect((await database.hotTransaction(findDueLanes)).shutLanes).toEqual([endpointId]);
  });

  it('finds what is due and nothing else', async () => {
    const due = await lanes.makeEndpoint({ url: receiver.url });
    const later = await lanes.makeEndpoint({ url: receiver.url });
    const paused = await lanes.makeEndpoint({ url: receiver.url, state: 'paused' });
    for (const { applicationId } of [due, later, paused]) await lanes.emit(applicationId, numbers(3));
    await lanes.clone.query(
      `update postrider.owed_delivery set due_at = now() + interval '1 hour' where endpoint_id = $1`,
      [later.endpointId],
    );
    const { shutLanes, openLanes } = await lanes.database.hotTransaction(findDueLanes);
    expect({ shutLanes, openLanes }).toEqual({ shutLanes: [due.endpointId], openLanes: [] });
  });

  it('makes nothing twice, however often and by however many it is made', async () => {
    // Slower than a sweep, so that each comes upon lanes with requests in flight.
    receiver.answerWith((_request, response) => setTimeout(() => response.writeHead(204).end(), 1_500));
    const endpoints = await Promise.all(
      Array.from({ length: 12 }, () => lanes.makeEndpoint({ url: receiver.url, maxConcurrency: 2 })),
    );
    for (const { applicationId } of endpoints) await lanes.emit(applicationId, numbers(4));
    for (let count = 0; count < 3; count += 1) await lanes.startDispatcher();
    for (const { applicationId } of endpoints) {
      await eventually(async () => {
        expect(await lanes.states(applicationId)).toEqual({ delivered: 4 });
      });
    }
    expect(receiver.requests).toHaveLength(12 * 4);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../harness/eventually.js';
import { openLaneFixture, type LaneFixture } from '../harness/lane-fixture.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

const owed = 40;

describe('a database that does not get to recording', () => {
  let lanes: LaneFixture;
  let receiver: Receiver;

  beforeEach(async () => {
    lanes = await openLaneFixture('postgres');
    await lanes.startDispatcher();
    receiver = await startReceiver();
  });

  afterEach(async () => {
    await lanes.close();
    await receiver.close();
  });

  /** Resolves when the drain of the lane has asked for it `times` more: it looked for something to do as often. */
  async function isOpenedAgain(endpointId: string, times: number): Promise<void> {
    const openUntil = async () => {
      const [lease] = await lanes.clone.query<{ open_until: Date }>(
        'select open_until from postrider.lane_lease where endpoint_id = $1',
        [endpointId],
      );
      return lease?.open_until;
    };
    for (let seen = 0; seen < times; seen += 1) {
      const before = await openUntil();
      await eventually(async () => {
        expect(await openUntil()).not.toEqual(before);
      });
    }
  }

  it.each([
    { ordering: 'none', unrecorded: 6, what: 'holds sending back at twice what may be in flight' },
    { ordering: 'fifo', unrecorded: 1, what: 'holds a FIFO lane at its first delivery' },
  ] as const)('$what, and nothing is sent twice', async ({ ordering, unrecorded }) => {
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url, ordering, maxConcurrency: 3 });
    await lanes.database.transaction(async (transaction) => {
      await transaction.query({ text: 'lock table postrider.attempt in share mode' });
      const payloads = Array.from({ length: owed }, (_, n) => ({ payload: `{"n":${n}}` }));
      await lanes.emit(applicationId, payloads);
      await eventually(() => {
        expect(receiver.requests).toHaveLength(unrecorded);
      });
      await isOpenedAgain(endpointId, 2);
      expect(receiver.requests).toHaveLength(unrecorded);
    });
    await eventually(async () => {
      expect(await lanes.states(applicationId)).toEqual({ delivered: owed });
    });
    expect(new Set(receiver.requests.map(({ body }) => body)).size).toBe(owed);
    expect(receiver.requests).toHaveLength(owed);
  });
});

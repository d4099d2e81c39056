import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../harness/eventually.js';
import { openLaneFixture, type LaneFixture } from '../harness/lane-fixture.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

const mebibyte = 1 << 20;

/** JSON of exactly one MiB that tells which it is. */
function heavyPayload(n: number): string {
  const head = `{"n":${n},"filling":"`;
  return `${head}${'ä'.repeat((mebibyte - head.length - 2) >> 1)}"}`;
}

describe('payloads of a mebibyte', () => {
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

  it('are held 32 at a time over all lanes, and hold up no light ones', async () => {
    const held: (() => void)[] = [];
    let released = false;
    receiver.answerWith((_request, response) => {
      const answer = (): unknown => response.writeHead(204).end();
      if (released) answer();
      else held.push(answer);
    });
    const other = await startReceiver();
    const heavy = await Promise.all(
      Array.from({ length: 40 }, () => lanes.makeEndpoint({ url: receiver.url, timeoutMs: 120_000 })),
    );
    for (const [n, { applicationId }] of heavy.entries()) {
      await lanes.emit(applicationId, [{ payload: heavyPayload(n) }]);
    }
    await lanes.startDispatcher();
    await eventually(() => {
      expect(held).toHaveLength(32);
    });
    const light = await lanes.makeEndpoint({ url: other.url });
    await lanes.emit(
      light.applicationId,
      Array.from({ length: 20 }, (_, n) => ({ payload: `{"n":${n}}` })),
    );
    await isSettled(light.applicationId, { delivered: 20 });
    expect(receiver.requests).toHaveLength(32);
    released = true;
    for (const answer of held) answer();
    for (const { applicationId } of heavy) await isSettled(applicationId, { delivered: 1 });
    expect(receiver.requests).toHaveLength(40);
    await other.close();
  });

  it.each(['none', 'fifo'] as const)('arrive byte for byte, with ordering %s', async (ordering) => {
    const { applicationId } = await lanes.makeEndpoint({ url: receiver.url, ordering });
    const payloads = [heavyPayload(0), '{"n":1}', heavyPayload(2)];
    await lanes.emit(
      applicationId,
      payloads.map((payload) => ({ payload })),
    );
    await lanes.startDispatcher();
    await isSettled(applicationId, { delivered: 3 });
    const arrived = receiver.requests.map(({ body }) => body);
    expect(payloads.map((payload) => arrived.filter((body) => body.includes(payload)).length)).toEqual([1, 1, 1]);
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { customer } from '../harness/api.js';
import { eventually } from '../harness/eventually.js';
import { startPlatform, type Platform } from '../harness/platform.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

/** What becomes of work in flight when its endpoint is no longer what it was. */
describe('an endpoint with work in flight', () => {
  let platform: Platform;
  let receiver: Receiver;
  let base: string;
  let made = 0;

  beforeAll(async () => {
    platform = await startPlatform('postgres');
  });

  afterAll(async () => {
    await platform.close();
  });

  beforeEach(async () => {
    receiver = await startReceiver();
    made += 1;
    base = `/v1/applications/app-${made}`;
    await platform.call('POST', '/v1/applications', { name: 'A customer', uid: `app-${made}` });
  });

  afterEach(async () => {
    await receiver.close();
  });

  async function register(fields: object): Promise<string> {
    const { body } = await platform.call<{ id: string }>('POST', `${base}/endpoints`, {
      url: receiver.url,
      subscriptions: [{ eventType: '*' }],
      ...fields,
    });
    return `${base}/endpoints/${body.id}`;
  }
  const emit = () => platform.call('POST', `${base}/events`, { type: 'customer.event.create', payload: customer });
  const states = async () => {
    const { body } = await platform.call<{ data: { state: string }[] }>('GET', `${base}/deliveries`);
    return body.data.map(({ state }) => state);
  };

  it('E7: is called at its new URL from the next attempt on, and whoever changed it is told', async () => {
    const moved = await startReceiver();
    try {
      receiver.answerWith(503);
      const endpoint = await register({ retryPolicy: { maxAttempts: 5, schedule: [2], jitter: 0 } });
      for (const answer of await Promise.all(Array.from({ length: 20 }, emit))) expect(answer.status).toBe(202);
      await eventually(() => {
        expect(receiver.requests).toHaveLength(20);
      });
      const warnings = async (url: string) => (await platform.call('PATCH', endpoint, { url })).body['warnings'];
      expect(await warnings(moved.url)).toEqual([
        {
          code: 'deliveries_pending',
          pointer: '/url',
          detail: 'Deliveries are pending, and their next attempts go to the new URL.',
        },
      ]);
      // The same URL again is no change.
      expect(await warnings(moved.url)).toEqual([]);
      await eventually(async () => {
        expect(new Set(await states())).toEqual(new Set(['delivered']));
      });
      expect([receiver.requests.length, moved.requests.length]).toEqual([20, 20]);
      // Nothing is pending any more.
      expect(await warnings(receiver.url)).toEqual([]);
    } finally {
      await moved.close();
    }
  });
});

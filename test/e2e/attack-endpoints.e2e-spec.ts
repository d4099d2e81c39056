import { parsePublicId } from '#persistence';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { makeCustomer, type CustomerApplication } from '../harness/customer-application.js';
import { eventually } from '../harness/eventually.js';
import { startPlatform, type Platform } from '../harness/platform.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

/** What becomes of work in flight when its endpoint is no longer what it was. */
describe('an endpoint with work in flight', () => {
  let platform: Platform;
  let receiver: Receiver;
  let customer: CustomerApplication;

  beforeAll(async () => {
    platform = await startPlatform('postgres');
  });

  afterAll(async () => {
    await platform.close();
  });

  beforeEach(async () => {
    receiver = await startReceiver();
    customer = await makeCustomer(platform, receiver.url);
  });

  afterEach(async () => {
    await receiver.close();
  });

  const emit = (count: number) => Promise.all(Array.from({ length: count }, () => customer.emit()));
  const anHourPasses = () =>
    platform.clone.query(`update postrider.owed_delivery set due_at = due_at - interval '1 hour'`);

  it('E7: is called at its new URL from the next attempt on, and whoever changed it is told', async () => {
    const moved = await startReceiver();
    try {
      receiver.answerWith(500);
      const { path } = await customer.register({ retryPolicy: { maxAttempts: 2, schedule: [3600], jitter: 0 } });
      await emit(20);
      await eventually(async () => {
        const attemptCounts = (await customer.deliveries()).map(({ attemptCount }) => attemptCount);
        expect(attemptCounts).toEqual(Array(20).fill(1));
      });
      const warnings = async (url: string) => (await platform.call('PATCH', path, { url })).body['warnings'];
      expect(await warnings(moved.url)).toEqual([
        {
          code: 'deliveries_pending',
          pointer: '/url',
          detail: 'Deliveries are pending, and their next attempts go to the new URL.',
        },
      ]);
      // The same URL again is no change.
      expect(await warnings(moved.url)).toEqual([]);

      // A lane that was open then may begin an attempt by the settings that it was opened with; the next has the new.
      await eventually(async () => {
        expect(await platform.clone.query('select from postrider.lane_lease where held_until > now()')).toEqual([]);
      });
      await anHourPasses();
      await eventually(async () => {
        expect(new Set(await customer.states())).toEqual(new Set(['delivered']));
      });
      expect([receiver.requests.length, moved.requests.length]).toEqual([20, 20]);
      // Nothing is pending any more.
      expect(await warnings(receiver.url)).toEqual([]);
    } finally {
      await moved.close();
    }
  });

  it.each(['endpoint', 'application'])(
    'E8: ends cleanly when its %s is deleted: what is owed is cancelled, and the dispatcher goes on',
    async (deleted) => {
      const endpoint = await customer.register({
        maxConcurrency: 3,
        timeoutMs: 30_000,
        retryPolicy: { maxAttempts: 5, schedule: [1], jitter: 0 },
      });
      // A lane begins with one request at a time, and is given as many as its endpoint allows for its successes.
      await emit(3);
      await eventually(async () => {
        expect(await customer.states()).toEqual(['delivered', 'delivered', 'delivered']);
      });
      const held: ServerResponse[] = [];
      receiver.answerWith((_request, response) => held.push(response));
      await emit(10);
      await eventually(() => {
        expect(held).toHaveLength(3);
      });
      const path = deleted === 'endpoint' ? endpoint.path : customer.path;
      expect((await platform.call('DELETE', path)).status).toBe(204);
      const id = parsePublicId('endpoint', endpoint.id);

      // Those in flight fail, which would be tried again.
      receiver.answerWith(503);
      for (const response of held) response.writeHead(503).end();
      await eventually(async () => {
        const attempts = await platform.clone.query('select from postrider.attempt where endpoint_id = $1', [id]);
        expect(attempts.length).toBe(receiver.requests.length);
        expect(attempts.length).toBeGreaterThanOrEqual(3 + 3);
      });
      const ended = await platform.clone.query<{ state: string; count: number }>(
        'select state, count(*)::int from postrider.delivery where endpoint_id = $1 group by state order by state',
        [id],
      );
      expect(ended).toEqual([
        { state: 'cancelled', count: 10 },
        { state: 'delivered', count: 3 },
      ]);
      expect(await platform.clone.query('select from postrider.owed_delivery where endpoint_id = $1', [id])).toEqual(
        [],
      );

      const other = await startReceiver();
      try {
        const another = await makeCustomer(platform, other.url);
        await another.register();
        await another.emit();
        await eventually(() => {
          expect(other.requests).toHaveLength(1);
        });
        // None was tried again, though the second that it would have waited for may be over.
        const ids = receiver.requests.map(({ headers }) => headers['webhook-id']);
        expect(new Set(ids).size).toBe(ids.length);
      } finally {
        await other.close();
      }
    },
  );
});

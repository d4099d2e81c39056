import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  customer,
  makeApplication,
  startTestApi,
  type ApplicationCalls,
  type Problem,
  type TestApi,
} from '../harness/api.js';

interface Verdict {
  readonly eventType: string;
  readonly reason: string;
  readonly explanation: string;
  readonly mismatches: readonly object[];
}

interface Route {
  readonly endpointId: string;
  readonly endpointName: string | null;
  readonly reason: string;
  readonly explanation: string;
  readonly delivery: { readonly id: string; readonly state: string; readonly attemptCount: number } | null;
  readonly held: { readonly state: string; readonly stateReason: string | null } | null;
  readonly subscriptions: readonly Verdict[];
}

interface RoutePage {
  readonly data: readonly Route[];
  readonly next: string | null;
  readonly previous: string | null;
}

const eventType = 'customer.event.create';
const ids = (page: RoutePage) => page.data.map(({ endpointId }) => endpointId);

let api: TestApi;
let app: ApplicationCalls;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(async () => {
  await api.close();
});

beforeEach(async () => {
  app = await makeApplication(api, `app-${randomUUID()}`);
});

const routing = async (eventId: string, query = '') => {
  const answer = await api.call<RoutePage>('GET', `${app.base}/events/${eventId}/routing${query}`);
  expect(answer.status).toBe(200);
  return answer.body;
};
const routeOf = async (eventId: string, endpointId: string) =>
  (await routing(eventId, '?limit=100')).data.find((route) => route.endpointId === endpointId);
const emit = async (payload: object = customer) => (await app.emit({ payload })).body.id;
const path = (endpointId: string, rest = '') => `${app.base}/endpoints/${endpointId}${rest}`;

describe('the routing of an event', () => {
  it('tells of every endpoint what became of it', async () => {
    const wanting = await app.addEndpoint({ name: 'wanting' });
    const other = await app.addEndpoint({ subscriptions: [{ eventType: 'customer.event.delete' }] });
    const filter = {
      and: [
        { path: '/email', prefix: 'jane' },
        { path: '/customer_id', eq: 'x' },
      ],
    };
    const filtering = await app.addEndpoint({ subscriptions: [{ eventType: 'customer.*', filter }] });
    const event = await emit();
    const late = await app.addEndpoint();

    const page = await routing(event);
    expect(ids(page)).toEqual([late.id, filtering.id, other.id, wanting.id]);
    expect(page.data.map(({ reason }) => reason)).toEqual([
      'endpoint_created_later',
      'filter_not_matched',
      'not_subscribed',
      'pending',
    ]);
    const [, missed, , owed] = page.data;
    expect(owed).toMatchObject({
      endpointName: 'wanting',
      delivery: { id: expect.stringMatching(/^dlv_/), state: 'pending', attemptCount: 0 },
      held: null,
      subscriptions: [],
    });
    expect(missed).toMatchObject({
      delivery: null,
      explanation: `/customer_id is "${customer.customer_id}", but the filter asks: eq "x".`,
      subscriptions: [
        {
          eventType: 'customer.*',
          reason: 'filter_not_matched',
          mismatches: [
            { filter: '/and/1', path: '/customer_id', expected: 'eq "x"', found: `"${customer.customer_id}"` },
          ],
        },
      ],
    });
    expect(page).toMatchObject({ next: null, previous: null });
  });

  it('says what a delivery waits for that is held', async () => {
    const { id } = await app.addEndpoint();
    await api.call('POST', path(id, '/pause'), { reason: 'moving house' });
    const event = await emit();
    expect(await routeOf(event, id)).toMatchObject({
      reason: 'held',
      explanation: expect.stringMatching(/^Held: the endpoint is paused since \d{4}.* \(moving house\)\.$/),
      delivery: { state: 'pending' },
      held: { state: 'paused', stateReason: 'moving house' },
    });
    await api.call('POST', path(id, '/resume'), { backlog: 'discard' });
    expect(await routeOf(event, id)).toMatchObject({
      reason: 'discarded',
      delivery: { state: 'discarded' },
      held: null,
    });
  });

  it('tells how a delivery ended', async () => {
    const { id, uuid } = await app.addEndpoint();
    const event = await emit();
    const end = (state: string) =>
      api.clone.query('update postrider.delivery set state = $1, attempt_count = 3 where endpoint_id = $2', [
        state,
        uuid,
      ]);
    await api.clone.query('delete from postrider.owed_delivery where endpoint_id = $1', [uuid]);
    const explanations = [];
    for (const state of ['delivered', 'failed', 'cancelled']) {
      await end(state);
      const route = await routeOf(event, id);
      explanations.push([route?.reason, route?.explanation]);
    }
    expect(explanations).toEqual([
      ['delivered', 'Delivered at attempt 3.'],
      ['failed', 'Given up after 3 attempts.'],
      ['cancelled', 'Cancelled by somebody.'],
    ]);
  });

  it('keeps endpoints that are deleted but were owed it', async () => {
    const gone = await app.addEndpoint();
    const left = await app.addEndpoint();
    const event = await emit();
    await api.call('DELETE', path(gone.id));
    const page = await routing(event);
    expect(ids(page)).toEqual([left.id, gone.id]);
    expect(page.data[1]).toMatchObject({
      endpointName: null,
      reason: 'cancelled',
      explanation: 'Cancelled: the endpoint is deleted.',
    });
  });

  it('tells of subscriptions that came later', async () => {
    const subscribing = await app.addEndpoint({ subscriptions: [{ eventType: 'customer.event.delete' }] });
    const changing = await app.addEndpoint({ subscriptions: [{ eventType, filter: { path: '/a', eq: 1 } }] });
    const event = await emit();
    await api.call('PATCH', path(subscribing.id), { subscriptions: [{ eventType: '*' }] });
    expect(await routeOf(event, subscribing.id)).toMatchObject({ reason: 'subscribed_later' });
    await api.call('PATCH', path(changing.id), { subscriptions: [{ eventType, filter: { path: '/a', eq: 2 } }] });
    expect(await routeOf(event, changing.id)).toMatchObject({
      reason: 'filter_not_matched',
      explanation: '/a is missing, but the filter asks: eq 2. The subscriptions were changed after the event.',
    });
    await api.call('PATCH', path(changing.id), { subscriptions: [{ eventType }] });
    expect(await routeOf(event, changing.id)).toMatchObject({ reason: 'subscribed_later' });
    // A subscription that stays as it was counts as before, whatever else of the endpoint changes.
    const stays = await app.addEndpoint({ subscriptions: [{ eventType, filter: { path: '/a', eq: 1 } }] });
    const second = await emit();
    await api.call('PATCH', path(stays.id), {
      name: 'other',
      subscriptions: [{ eventType, filter: { path: '/a', eq: 1 } }, { eventType: 'customer.event.delete' }],
    });
    expect((await routeOf(second, stays.id))?.explanation).toBe('/a is missing, but the filter asks: eq 1.');
  });

  it('claims nothing that it does not know', async () => {
    const { id, uuid } = await app.addEndpoint();
    const event = await emit();
    for (const table of ['owed_delivery', 'delivery']) {
      await api.clone.query(`delete from postrider.${table} where endpoint_id = $1`, [uuid]);
    }
    expect(await routeOf(event, id)).toMatchObject({ reason: 'unexplained', subscriptions: [{ reason: 'matched' }] });
    await api.clone.query('update postrider.subscription set changed_at = null where endpoint_id = $1', [uuid]);
    expect(await routeOf(event, id)).toMatchObject({ reason: 'unexplained' });
  });

  it('says so when filters cannot see the payload', async () => {
    await api.call('POST', '/v1/event-types', { name: 'free.form', category: 'free', schema: {} });
    const { id } = await app.addEndpoint({
      subscriptions: [{ eventType: 'free', filter: { not: { path: '/a', eq: 1 } } }],
    });
    const { body } = await api.call<{ id: string }>(
      'POST',
      `${app.base}/events`,
      '{"type":"free.form","payload":1e999999}',
    );
    expect(await routeOf(body.id, id)).toMatchObject({
      reason: 'payload_unreadable',
      subscriptions: [{ reason: 'payload_unreadable', mismatches: [] }],
    });
  });

  it('is paged both ways over the endpoints, deleted ones among them', async () => {
    const made = [];
    for (let n = 0; n < 7; n += 1) made.push((await app.addEndpoint()).id);
    const event = await emit();
    await api.call('DELETE', path(made[3] ?? ''));
    const newestFirst = made.reverse();
    const first = await routing(event, '?limit=3');
    const second = await routing(event, `?limit=3&cursor=${first.next}`);
    const third = await routing(event, `?limit=3&cursor=${second.next}`);
    expect([...ids(first), ...ids(second), ...ids(third)]).toEqual(newestFirst);
    expect([first.previous, third.next]).toEqual([null, null]);
    const back = await routing(event, `?limit=3&cursor=${third.previous}`);
    expect(ids(back)).toEqual(ids(second));
    expect(ids(await routing(event, `?limit=3&cursor=${back.previous}`))).toEqual(ids(first));
  });

  it('is of one’s own events alone', async () => {
    const mine = await emit();
    const theirs = (await (await makeApplication(api, `app-${randomUUID()}`)).emit()).body.id;
    for (const id of [theirs, mine.replace(/.$/, (last) => (last === '0' ? '1' : '0')), 'x', 'evt_x']) {
      const { status, body } = await api.call<Problem>('GET', `${app.base}/events/${id}/routing`);
      expect([id, status, body.code]).toEqual([id, 404, 'event_not_found']);
    }
    const { body } = await api.call<Problem>('GET', `${app.base}/events/${mine}/routing?cursor=x`);
    expect([body.code, body.errors?.[0]?.pointer]).toEqual(['invalid_query', '/cursor']);
  });
});

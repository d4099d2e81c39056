import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { makeApplication, startTestApi, type ApplicationCalls, type Problem, type TestApi } from '../harness/api.js';
import { makePast, type Past } from '../harness/past.js';

interface Redelivery {
  readonly id: string;
  readonly state: string;
  readonly stateReason: string | null;
  readonly matched: number;
  readonly matchedExactly: boolean;
  readonly finishedAt: string | null;
}

interface Preview {
  readonly matched: number;
  readonly oldest: string | null;
  readonly newest: string | null;
  readonly eventTypes: readonly { readonly eventType: string; readonly count: number }[];
}

interface List {
  readonly data: readonly Redelivery[];
  readonly next: string | null;
  readonly previous: string | null;
}

const hourAgo = () => new Date(Date.now() - 3_600_000).toISOString();

describe('redeliveries', () => {
  let api: TestApi;
  let app: ApplicationCalls;
  let application: string;
  let endpoint: { readonly id: string; readonly uuid: string };
  let path: string;
  let made = 0;

  beforeAll(async () => {
    api = await startTestApi();
  });

  afterAll(async () => {
    await api.close();
  });

  beforeEach(async () => {
    app = await makeApplication(api, `app-${(made += 1)}`);
    application = (await api.call<{ id: string }>('GET', app.base)).body.id;
    endpoint = await app.addEndpoint({ subscriptions: [{ eventType: 'customer.event.*' }] });
    path = `${app.base}/endpoints/${endpoint.id}/redeliveries`;
  });

  const start = (fields: object = {}) => api.call<Redelivery & Problem>('POST', path, { since: hourAgo(), ...fields });
  const preview = async (fields: object = {}) => {
    const answer = await api.call<Preview>('POST', path, { since: hourAgo(), dryRun: true, ...fields });
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const past = (fields: Partial<Past> & { count: number }) =>
    makePast(api.clone, { application, endpoint: endpoint.id, ...fields });

  describe('as a dry run', () => {
    it('are counted by type, with the first and the last event, and write nothing', async () => {
      await past({ count: 5 });
      await past({ count: 2, type: 'customer.event.delete' });
      await past({ count: 3, state: 'delivered' });
      const { oldest, newest, ...body } = await preview();
      expect(body).toMatchObject({
        status: 'failed',
        matched: 7,
        matchedExactly: true,
        countedTo: null,
        eventTypes: [
          { eventType: 'customer.event.create', count: 5 },
          { eventType: 'customer.event.delete', count: 2 },
        ],
      });
      expect(Date.parse(newest ?? '') - Date.parse(oldest ?? '')).toBeGreaterThanOrEqual(40);
      expect((await api.call<List>('GET', path)).body.data).toEqual([]);
      const pending = await api.call<{ data: unknown[] }>('GET', `${app.base}/deliveries?status=pending`);
      expect(pending.body.data).toEqual([]);
    });

    it.each(['failed', 'delivered', 'cancelled', 'discarded'] as const)('match what is %s', async (state) => {
      await past({ count: 2, state });
      await past({ count: 3, state: state === 'failed' ? 'delivered' : 'failed' });
      expect((await preview({ status: state })).matched).toBe(2);
    });

    it('match the patterns of event types', async () => {
      await past({ count: 2 });
      await past({ count: 3, type: 'customer.event.delete' });
      await past({ count: 4, type: 'email_sent' });
      const matched = async (...eventTypes: string[]) => (await preview({ eventTypes })).matched;
      expect(await matched('customer.event.delete')).toBe(3);
      expect(await matched('customer.event.*')).toBe(5);
      expect(await matched('email_sent', 'customer.event.create')).toBe(6);
      expect(await matched('*')).toBe(9);
      // The category of Gridio Connect's three types.
      expect(await matched('customer_event')).toBe(5);
    });

    it('match the span of time, from inclusive to exclusive', async () => {
      await past({ count: 10 });
      const events = await api.clone.query<{ at: Date }>(
        `select uuid_extract_timestamp(id) as at from postrider.event
         where application_id = (select id from postrider.application where uid = $1) order by id`,
        [app.base.split('/').at(-1)],
      );
      const [since, until] = [events[2]?.at, events[7]?.at].map((at) => at?.toISOString());
      expect((await preview({ since, until })).matched).toBe(5);
    });

    it('match as missing what the endpoint subscribes to now and never got', async () => {
      await past({ count: 4 });
      await makePast(api.clone, { application, count: 3 });
      await makePast(api.clone, { application, count: 5, type: 'email_sent' });
      expect((await preview({ status: 'missing' })).matched).toBe(3);
      await api.call('PATCH', `${app.base}/endpoints/${endpoint.id}`, { subscriptions: [{ eventType: 'email_sent' }] });
      expect((await preview({ status: 'missing' })).matched).toBe(5);
    });

    it('match as missing only what passes the filter of a subscription', async () => {
      await makePast(api.clone, { application, count: 10 });
      await api.call('PATCH', `${app.base}/endpoints/${endpoint.id}`, {
        subscriptions: [
          { eventType: 'customer.event.*', filter: { path: '/n', gte: 7 } },
          { eventType: 'email_sent', filter: { path: '/n', gte: 0 } },
        ],
      });
      expect((await preview({ status: 'missing' })).matched).toBe(3);
    });

    it('may be made while one is running', async () => {
      expect((await start()).status).toBe(202);
      expect((await preview()).matched).toBe(0);
    });
  });

  describe('that are asked for', () => {
    it('are accepted with what they are for, and wake the lane', async () => {
      await past({ count: 3 });
      const { status, body } = await start({ eventTypes: ['customer.event.*'] });
      expect([status, body]).toMatchObject([
        202,
        {
          id: expect.stringMatching(/^rdl_/),
          endpointId: endpoint.id,
          state: 'running',
          status: 'failed',
          eventTypes: ['customer.event.*'],
          matched: 3,
          matchedExactly: true,
          enqueued: 0,
          finishedAt: null,
        },
      ]);
      expect(api.woken.at(-1)).toBe(endpoint.uuid);
      expect((await api.call('GET', `${path}/${body.id}`)).body).toEqual(body);
    });

    it('are one at a time for an endpoint, however many are asked for at once', async () => {
      const answers = await Promise.all([1, 2, 3, 4].map(() => start()));
      expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409]);
      expect(answers.find(({ status }) => status === 409)?.body.code).toBe('redelivery_running');
      const other = await app.addEndpoint();
      const beside = await api.call('POST', `${app.base}/endpoints/${other.id}/redeliveries`, { since: hourAgo() });
      expect(beside.status).toBe(202);
    });

    it('wait while their endpoint is paused', async () => {
      await api.call('POST', `${app.base}/endpoints/${endpoint.id}/pause`, {});
      expect((await start()).body).toMatchObject({ state: 'waiting', stateReason: 'the endpoint is paused' });
    });

    it('are listed newest first, in pages', async () => {
      for (let n = 0; n < 3; n += 1) {
        const { body } = await start();
        await api.call('DELETE', `${path}/${body.id}`);
      }
      const first = (await api.call<List>('GET', `${path}?limit=2`)).body;
      const second = (await api.call<List>('GET', `${path}?limit=2&cursor=${first.next ?? ''}`)).body;
      expect([first.data.length, second.data.length, second.next]).toEqual([2, 1, null]);
      const back = (await api.call<List>('GET', `${path}?limit=2&cursor=${second.previous ?? ''}`)).body;
      expect(back.data).toEqual(first.data);
      const ids = [...first.data, ...second.data].map(({ id }) => id);
      expect(ids).toEqual([...ids].sort().reverse());
    });

    it('are gone with their endpoint', async () => {
      const { body } = await start();
      expect((await api.call('DELETE', `${app.base}/endpoints/${endpoint.id}`)).status).toBe(204);
      expect((await api.call<Problem>('GET', `${path}/${body.id}`)).body.code).toBe('endpoint_not_found');
      expect(await api.clone.query('select from postrider.redelivery where endpoint_id = $1', [endpoint.uuid])).toEqual(
        [],
      );
    });
  });

  describe('that are stopped', () => {
    it('end, and make place for another', async () => {
      const { body } = await start();
      const stopped = await api.call<Redelivery>('DELETE', `${path}/${body.id}`);
      expect([stopped.status, stopped.body]).toMatchObject([200, { state: 'stopped', finishedAt: expect.any(String) }]);
      expect((await start()).status).toBe(202);
    });

    it('stay as they are when they are stopped again', async () => {
      const { body } = await start();
      const first = await api.call('DELETE', `${path}/${body.id}`);
      expect(await api.call('DELETE', `${path}/${body.id}`)).toMatchObject({ status: 200, body: first.body });
    });
  });

  describe('are refused', () => {
    it.each<[string, object, string]>([
      ['no beginning', { since: undefined }, '/since'],
      ['a beginning that is no timestamp', { since: 'yesterday' }, '/since'],
      ['a beginning before the retention', { since: '2020-01-01T00:00:00Z' }, '/since'],
      ['a beginning in the future', { since: '2199-01-01T00:00:00Z' }, '/since'],
      ['an end before the beginning', { until: '2020-01-01T00:00:00Z' }, '/since'],
      ['a status that no delivery ends in', { status: 'pending' }, '/status'],
      ['no event types', { eventTypes: [] }, '/eventTypes'],
      ['an unknown event type', { eventTypes: ['customer.event.*', 'customer.evnt.create'] }, '/eventTypes/1'],
      ['a malformed pattern', { eventTypes: ['*.create'] }, '/eventTypes/0'],
      ['a dry run that is no boolean', { dryRun: 'yes' }, '/dryRun'],
      ['an unknown field', { endpoint: 'all' }, '/endpoint'],
    ])('with %s, and nothing is written', async (_name, fields, pointer) => {
      const { status, body } = await start(fields);
      expect([status, body]).toMatchObject([422, { code: 'validation_failed', errors: [{ pointer }] }]);
      expect((await api.call<List>('GET', path)).body.data).toEqual([]);
    });

    it('when they are of another endpoint, or none', async () => {
      const { body } = await start();
      const other = await app.addEndpoint();
      for (const unknown of [
        `${app.base}/endpoints/${other.id}/redeliveries/${body.id}`,
        `${path}/rdl_01kah2v2mme1sv0b1hp8r7mxf4`,
        `${path}/x`,
      ]) {
        for (const method of ['GET', 'DELETE']) {
          const answer = await api.call<Problem>(method, unknown);
          expect([answer.status, answer.body.code]).toEqual([404, 'redelivery_not_found']);
        }
      }
    });
  });
});

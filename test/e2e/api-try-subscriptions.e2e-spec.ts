import { parsePublicId } from '#persistence';
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

interface Tried {
  readonly matched: boolean;
  readonly eventType: string;
  readonly subscriptions: readonly Verdict[];
}

const eventType = 'customer.event.create';

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

const emit = async (payload: object = customer) => (await app.emit({ payload })).body.id;
const path = (endpointId: string, rest = '') => `${app.base}/endpoints/${endpointId}${rest}`;

describe('subscriptions that are tried', () => {
  let endpoint: string;

  beforeEach(async () => {
    endpoint = (
      await app.addEndpoint({
        subscriptions: [
          { eventType: 'customer.event.*', filter: { path: '/email', prefix: 'john' } },
          { eventType: 'customer.event.delete' },
          { eventType: 'customer_event', filter: { path: '/email', exists: true } },
        ],
      })
    ).id;
  });

  const attempt = (body: unknown, id = endpoint) =>
    api.call<Tried & Problem>('POST', path(id, '/subscriptions/try'), body);

  it('tell of a payload what each of them makes of it', async () => {
    const { status, body } = await attempt({ eventType, payload: customer });
    expect(status).toBe(200);
    expect(body).toEqual({
      matched: true,
      eventType,
      subscriptions: [
        {
          eventType: 'customer.event.*',
          reason: 'filter_not_matched',
          explanation: '/email is "jane@example.com", but the filter asks: prefix "john".',
          mismatches: [{ filter: '', path: '/email', expected: 'prefix "john"', found: '"jane@example.com"' }],
        },
        {
          eventType: 'customer.event.delete',
          reason: 'other_event_type',
          explanation: `"customer.event.delete" does not match ${eventType}.`,
          mismatches: [],
        },
        {
          eventType: 'customer_event',
          reason: 'matched',
          explanation: '"customer_event" and its filter match.',
          mismatches: [],
        },
      ],
    });
  });

  it('tell the same of an event that was emitted', async () => {
    const [byId, byPayload] = [
      await attempt({ eventId: await emit() }),
      await attempt({ eventType, payload: customer }),
    ];
    expect(byId.body).toEqual(byPayload.body);
  });

  it('may be others than those that are stored', async () => {
    const event = { eventType: 'free.form', payload: { n: 1 } };
    await api.call('POST', '/v1/event-types', { name: 'free.form', category: 'free', schema: {} });
    expect((await attempt(event)).body).toMatchObject({ matched: false });
    const subscriptions = '[{"eventType":"free.*","filter":{"path":"/n","lt":9007199254740993}}]';
    const body = (n: string) => `{"eventType":"free.form","payload":{"n":${n}},"subscriptions":${subscriptions}}`;
    expect((await attempt(body('9007199254740992'))).body).toMatchObject({ matched: true });
    expect((await attempt(body('9007199254740993'))).body).toMatchObject({
      matched: false,
      subscriptions: [{ mismatches: [{ expected: 'lt 9007199254740993', found: '9007199254740993' }] }],
    });
  });

  it('send and write nothing', async () => {
    const count = () =>
      api.clone.query(
        'select (select count(*) from postrider.event) as e, (select count(*) from postrider.delivery) as d',
      );
    const [before, woken, stored] = [await count(), api.woken.length, (await api.call('GET', path(endpoint))).text];
    await attempt({ eventType, payload: customer, subscriptions: [{ eventType: '*' }] });
    expect([await count(), api.woken.length]).toEqual([before, woken]);
    expect((await api.call('GET', path(endpoint))).text).toBe(stored);
  });

  it('may be tried with a key that reads', async () => {
    const application = app.base.split('/').at(-1);
    const { body } = await api.call<{ key: string }>('POST', '/v1/api-keys', {
      name: 'r',
      application,
      access: 'read',
    });
    const answer = await api.call('POST', path(endpoint, '/subscriptions/try'), { eventType, payload: customer }, body);
    expect(answer.status).toBe(200);
  });

  it.each<[string, object, string, readonly string[]]>([
    ['nothing', {}, 'validation_failed', ['/eventType', '/payload']],
    ['a type alone', { eventType }, 'validation_failed', ['/payload']],
    ['both an event and a payload', { eventId: 'evt_x', payload: 1 }, 'validation_failed', ['/payload']],
    ['an unknown type', { eventType: 'no.such', payload: 1 }, 'unknown_event_type', ['/eventType']],
    ['a payload that would be refused', { eventType, payload: {} }, 'payload_invalid', ['/payload/customer_id']],
    ['an unknown event', { eventId: 'evt_x' }, 'event_not_found', []],
    ['an unknown field', { eventType, payload: 1, filter: {} }, 'validation_failed', ['/filter']],
    ['no subscriptions', { eventType, payload: 1, subscriptions: [] }, 'validation_failed', ['/subscriptions']],
    [
      'a pattern of nothing',
      { eventType, payload: customer, subscriptions: [{ eventType: 'no.such' }] },
      'validation_failed',
      ['/subscriptions/0/eventType'],
    ],
    [
      'a filter that is none',
      { eventType, payload: customer, subscriptions: [{ eventType: '*' }, { eventType, filter: { path: 'a' } }] },
      'filter_invalid',
      ['/subscriptions/1/filter/path'],
    ],
  ])('with %s are refused', async (_name, body, code, pointers) => {
    const answer = await attempt(body);
    expect(answer.body.code).toBe(code);
    expect((answer.body.errors ?? []).map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it('are those of one’s own endpoints', async () => {
    const theirs = await (await makeApplication(api, `app-${randomUUID()}`)).addEndpoint();
    expect(parsePublicId('endpoint', theirs.id)).toBeDefined();
    const { status, body } = await attempt({ eventType, payload: customer }, theirs.id);
    expect([status, body.code]).toEqual([404, 'endpoint_not_found']);
  });
});

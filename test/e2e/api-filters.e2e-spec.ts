import { isReadable, JsonTree, matchesFilter, readFilter } from '#events';
import { parsePublicId } from '#persistence';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { makeApplication, startTestApi, type ApplicationCalls, type Problem, type TestApi } from '../harness/api.js';
import { arbitraryFilter, arbitraryPayload } from '../harness/arbitrary-filters.js';

const eventType = 'order.paid';

describe('filters of subscriptions', () => {
  let api: TestApi;
  let app: ApplicationCalls;
  let uid: string;

  beforeAll(async () => {
    api = await startTestApi();
    // The schema lets everything through: what filters see is not for it to say.
    await api.call('POST', '/v1/event-types', { name: eventType, category: 'order', schema: {} });
  });

  afterAll(async () => {
    await api.close();
  });

  beforeEach(async () => {
    uid = `app-${randomUUID()}`;
    app = await makeApplication(api, uid);
  });

  const create = (filter: string, pattern = eventType) =>
    api.call<Problem & { id: string }>(
      'POST',
      `${app.base}/endpoints`,
      `{"url":"http://127.0.0.1:9/","subscriptions":[{"eventType":"${pattern}","filter":${filter}}]}`,
    );
  const emit = async (payload: string) => {
    const body = `{"type":"${eventType}","payload":${payload}}`;
    const answer = await api.call<{ id: string; deliveries: number }>('POST', `${app.base}/events`, body);
    expect([payload, answer.status]).toEqual([payload, 202]);
    return answer.body;
  };
  const deliveriesOf = async (payload: string) => (await emit(payload)).deliveries;
  const emitInSql = async (payload: string) => {
    const rows = await api.clone.query<{ id: string }>('select postrider.emit($1, $2, $3::text) as id', [
      uid,
      eventType,
      payload,
    ]);
    return rows[0]?.id ?? '';
  };
  /** UUIDs of the endpoints that an event is owed to. */
  const owedTo = async (eventId: string) => {
    const rows = await api.clone.query<{ id: string }>(
      'select endpoint_id as id from postrider.owed_delivery where event_id = $1',
      [parsePublicId('event', eventId)],
    );
    return rows.map(({ id }) => id).sort();
  };

  it('let through what matches and nothing else, of an event emitted over HTTP and in SQL alike', async () => {
    const filter =
      '{"and":[{"path":"/amount/value","gte":1000},{"path":"/status","in":["paid","late"]},{"not":{"path":"/test","exists":true}}]}';
    expect((await create(filter)).status).toBe(201);
    const cases: [string, number][] = [
      ['{"amount":{"value":1000},"status":"late"}', 1],
      ['{"amount":{"value":999.99},"status":"late"}', 0],
      ['{"amount":{"value":"1000"},"status":"paid"}', 0],
      ['{"amount":{"value":1000},"status":"paid","test":null}', 0],
      ['{"status":"paid"}', 0],
    ];
    for (const [payload, deliveries] of cases) {
      expect([payload, await deliveriesOf(payload)]).toEqual([payload, deliveries]);
      expect([payload, (await owedTo(await emitInSql(payload))).length]).toEqual([payload, deliveries]);
    }
  });

  it('compare numbers digit by digit', async () => {
    await create('{"path":"/n","eq":9007199254740993}');
    const payloads = ['9007199254740992', '9007199254740993', '9007199254740993.000', '9.007199254740993e15'];
    const deliveries = [];
    for (const n of payloads) deliveries.push(await deliveriesOf(`{"n":${n}}`));
    expect(deliveries).toEqual([0, 1, 1, 1]);
  });

  it('wake the lanes of those who get the event alone', async () => {
    const wanting = (await create('{"path":"/a","eq":1}')).body;
    await create('{"path":"/a","eq":2}');
    const before = api.woken.length;
    await emit('{"a":1}');
    expect(api.woken.slice(before)).toEqual([parsePublicId('endpoint', wanting.id)]);
  });

  it('make one delivery of several subscriptions that match, and none of those that do not', async () => {
    const one = '{"path":"/a","eq":1}';
    const other = '{"path":"/b","eq":1}';
    const subscriptions = `[{"eventType":"${eventType}","filter":${one}},{"eventType":"*","filter":${other}}]`;
    const { status } = await api.call(
      'POST',
      `${app.base}/endpoints`,
      `{"url":"http://127.0.0.1:9/","subscriptions":${subscriptions}}`,
    );
    expect(status).toBe(201);
    const deliveries = [];
    for (const payload of ['{"a":1,"b":1}', '{"a":1}', '{"b":1}', '{}']) deliveries.push(await deliveriesOf(payload));
    expect(deliveries).toEqual([1, 1, 1, 0]);
  });

  it('take nothing from a subscription without one', async () => {
    await app.addEndpoint({
      subscriptions: [{ eventType, filter: { path: '/a', eq: 1 } }, { eventType: 'order' }],
    });
    expect(await deliveriesOf('{"a":2}')).toBe(1);
  });

  it.each(['{"s":"\\u0000"}', '{"s":"\\ud800"}', '{"n":1e999999}'])(
    'match no payload that PostgreSQL cannot read, which is accepted all the same: %s',
    async (payload) => {
      await create('{"path":"/s","exists":true}');
      await create('{"not":{"path":"/s","exists":true}}');
      const { uuid } = await app.addEndpoint({ subscriptions: [{ eventType }] });
      expect(await owedTo((await emit(payload)).id)).toEqual([uuid]);
      expect(await owedTo(await emitInSql(payload))).toEqual([uuid]);
      // Beside others in one statement as well.
      const batch = `{"events":[{"type":"${eventType}","payload":${payload}},{"type":"${eventType}","payload":{"s":1}}]}`;
      const { body } = await api.call<{ results: { deliveries: number }[] }>('POST', `${app.base}/events/batch`, batch);
      expect(body.results.map(({ deliveries }) => deliveries)).toEqual([1, 2]);
    },
  );

  it('decide as they are explained, whatever they are', async () => {
    const filters = fc.sample(arbitraryFilter, 60);
    const endpoints = new Map<string, string>();
    for (const filter of filters) {
      const { body, text } = await create(filter);
      endpoints.set(parsePublicId('endpoint', body.id) ?? text, filter);
    }
    const verdict = (text: string, payload: string) => {
      const read = readFilter(text);
      return 'filter' in read && isReadable(payload) && matchesFilter(read.filter, new JsonTree(payload));
    };
    // `emit` in SQL takes any JSON; over HTTP a body with the key __proto__ is refused.
    const payloads = fc.sample(arbitraryPayload, 60).filter((payload) => !payload.includes('__proto__'));
    const events = payloads.map((payload) => `{"type":"${eventType}","payload":${payload}}`);
    const batch = await api.call<{ results: { id: string }[] }>(
      'POST',
      `${app.base}/events/batch`,
      `{"events":[${events.join(',')}]}`,
    );
    for (const [index, payload] of payloads.entries()) {
      const expected = [...endpoints].filter(([, filter]) => verdict(filter, payload)).map(([uuid]) => uuid);
      const id = batch.body.results[index]?.id ?? '';
      expect([payload, await owedTo(id)]).toEqual([payload, expected.sort()]);
      expect([payload, await owedTo(await emitInSql(payload))]).toEqual([payload, expected]);
    }
  });

  it('are shown as they were given, wherever the endpoint is', async () => {
    const filter = '{ "path" : "/n", "in": [9007199254740993, 1.0, 1e400, "\\u00e9"] }';
    const created = await create(filter);
    const path = `${app.base}/endpoints/${created.body.id}`;
    const answers = [
      created,
      await api.call('GET', path),
      await api.call('GET', `${app.base}/endpoints`),
      await api.call('PATCH', path, { description: 'other' }),
      await api.call('POST', `${path}/pause`),
      await api.call('POST', `${path}/resume`),
    ];
    for (const { text, headers } of answers) {
      expect(text).toContain(`"subscriptions":[{"eventType":"${eventType}","filter":${filter}}]`);
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    }
  });

  it('change and go with their subscription', async () => {
    const { body } = await create('{"path":"/a","eq":1}');
    const patch = (subscriptions: unknown) => api.call('PATCH', `${app.base}/endpoints/${body.id}`, { subscriptions });
    expect(await deliveriesOf('{"a":2}')).toBe(0);
    expect((await patch([{ eventType, filter: { path: '/a', eq: 2 } }])).body).toMatchObject({
      subscriptions: [{ eventType, filter: { path: '/a', eq: 2 } }],
    });
    expect(await deliveriesOf('{"a":2}')).toBe(1);
    await patch([{ eventType: 'order' }]);
    expect(await deliveriesOf('{"a":3}')).toBe(1);
    expect((await api.call('GET', `${app.base}/endpoints/${body.id}`)).body).toMatchObject({
      subscriptions: [{ eventType: 'order' }],
    });
  });

  it.each<[string, unknown, readonly string[]]>([
    ['is no filter', 5, ['']],
    ['is null', null, ['']],
    ['has an unknown operator', { path: '/a', ne: 1 }, ['/ne', '']],
    ['has a path that is none', { not: { path: 'a', eq: 1 } }, ['/not/path']],
    ['is too deep', JSON.parse('{"not":'.repeat(8) + '{"path":"","exists":true}' + '}'.repeat(8)), ['/not'.repeat(8)]],
    ['is too long', { path: '/a', eq: 'x'.repeat(9_000) }, ['']],
    ['has too many parts', { or: Array(40).fill({ path: '/a', eq: 1 }) }, ['/or/31']],
    ['has a NUL', { path: '/a', eq: '\0' }, ['/eq']],
  ])('are refused with a pointer, and nothing is written: one that %s', async (_name, filter, pointers) => {
    const refused = await create(JSON.stringify(filter));
    expect([refused.status, refused.body.code]).toEqual([422, 'filter_invalid']);
    const errors = refused.body.errors?.map(({ pointer }) => pointer);
    expect(errors).toEqual(pointers.map((pointer) => `/subscriptions/0/filter${pointer}`));
    expect((await api.call<{ data: unknown[] }>('GET', `${app.base}/endpoints`)).body.data).toEqual([]);

    const { id } = await app.addEndpoint({ subscriptions: [{ eventType, filter: { path: '/a', eq: 1 } }] });
    const path = `${app.base}/endpoints/${id}`;
    const before = await api.call('GET', path);
    const change = await api.call<Problem>('PATCH', path, { name: 'other', subscriptions: [{ eventType, filter }] });
    expect([change.status, change.body.code]).toEqual([422, 'filter_invalid']);
    expect((await api.call('GET', path)).text).toBe(before.text);
  });
});

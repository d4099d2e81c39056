import { newUuid, publicId } from '#persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  customer,
  makeApplication,
  startTestApi,
  type ApplicationCalls,
  type Problem,
  type TestApi,
} from '../harness/api.js';

interface Listed {
  readonly data: readonly { readonly id: string; readonly type: string }[];
  readonly next: string | null;
  readonly previous: string | null;
}

interface BatchResult {
  readonly status: number;
  readonly id?: string;
  readonly deliveries?: number;
  readonly problem?: Problem;
}

describe('events', () => {
  let api: TestApi;
  let app: ApplicationCalls;
  let made = 0;

  beforeAll(async () => {
    api = await startTestApi();
    app = await makeApplication(api, 'acme');
  });

  afterAll(async () => {
    await api.close();
  });

  const fresh = () => makeApplication(api, `app-${(made += 1)}`);

  it('are stored, owed and their lanes woken before they are answered', async () => {
    const { addEndpoint, emit, base } = await fresh();
    const active = await addEndpoint();
    const paused = await addEndpoint();
    await api.call('POST', `${base}/endpoints/${paused.id}/pause`);
    const before = api.woken.length;
    const { status, body } = await emit();
    expect([status, body.deliveries]).toEqual([202, 2]);
    expect(api.woken.slice(before)).toEqual([active.uuid]);
    const owed = await api.clone.query<{ count: number }>(
      'select count(*)::int as count from postrider.owed_delivery where endpoint_id = any($1)',
      [[active.uuid, paused.uuid]],
    );
    expect(owed).toEqual([{ count: 2 }]);
  });

  it('are given back byte for byte', async () => {
    const payload = `{ "customer_id":"${customer.customer_id}","n":9007199254740993,"f":1.0,"e":1e400,"s":"\\u00e9\\ud800\\u0000" ,"é":"🦊"}`;
    const text = `{"payload":${payload},"type":"customer.event.create"}`;
    const { body } = await api.call<{ id: string }>('POST', `${app.base}/events`, text);
    const read = await api.call('GET', `${app.base}/events/${body.id}`);
    expect(read.text.endsWith(`"payload":${payload}}`)).toBe(true);
    const rows = await api.clone.query<{ payload: string }>('select payload from postrider.event where payload = $1', [
      payload,
    ]);
    expect(rows).toHaveLength(1);
  });

  it('keep what was said about them', async () => {
    const said = { id: 'order-7', occurredAt: '2026-11-20T10:00:00+01:00', orderingKey: 'customer-7' };
    const { body } = await app.emit(said);
    const read = await api.call('GET', `${app.base}/events/${body.id}`);
    expect(read.body).toMatchObject({
      id: body.id,
      type: 'customer.event.create',
      occurredAt: '2026-11-20T09:00:00.000Z',
      orderingKey: 'customer-7',
      operatorId: 'order-7',
      payload: customer,
    });
  });

  describe('that carry an id of the operator', () => {
    it('are stored once and answered as before', async () => {
      const { addEndpoint, emit } = await fresh();
      await addEndpoint();
      const first = await emit({ id: 'once' });
      const second = await emit({ id: 'once' });
      expect(first.headers.get('idempotent-replayed')).toBeNull();
      expect(second.headers.get('idempotent-replayed')).toBe('true');
      expect([second.status, second.body]).toEqual([202, first.body]);
    });

    it('are stored once however many emit them at once', async () => {
      const { addEndpoint, emit, base } = await fresh();
      await addEndpoint();
      const answers = await Promise.all(Array.from({ length: 20 }, () => emit({ id: 'race' })));
      expect(new Set(answers.map(({ status, body }) => `${status} ${body.id} ${body.deliveries}`)).size).toBe(1);
      expect(answers[0]).toMatchObject({ status: 202, body: { deliveries: 1 } });
      expect((await api.call<Listed>('GET', `${base}/deliveries`)).body.data).toHaveLength(1);
    });

    it.each<[string, object]>([
      ['payload', { payload: { ...customer, language: 'EN' } }],
      ['type', { type: 'customer.event.update' }],
      ['time', { occurredAt: '2026-11-20T10:00:00Z' }],
      ['ordering key', { orderingKey: 'x' }],
    ])('are refused with another %s', async (_name, change) => {
      const { emit } = await fresh();
      await emit({ id: 'same' });
      const answer = await emit({ id: 'same', ...change });
      expect([answer.status, answer.body]).toMatchObject([409, { code: 'event_id_conflict' }]);
    });

    it('may share it with those of another application', async () => {
      const [one, other] = [await fresh(), await fresh()];
      const answers = [await one.emit({ id: 'shared' }), await other.emit({ id: 'shared', orderingKey: 'x' })];
      expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    });
  });

  describe('in a batch', () => {
    const emitBatch = async (events: readonly unknown[]) =>
      api.call<{ results: BatchResult[] }>('POST', `${app.base}/events/batch`, { events });
    const good = { type: 'customer.event.create', payload: customer };

    it('are answered each for itself, in order', async () => {
      const { status, body } = await emitBatch([
        good,
        { ...good, payload: {} },
        { type: 'no.such.type', payload: {} },
        7,
        { ...good, id: 'batch' },
        { ...good, id: 'batch' },
        { ...good, id: 'batch', orderingKey: 'x' },
      ]);
      expect(status).toBe(207);
      expect(body.results.map((result) => result.problem?.code ?? result.status)).toEqual([
        202,
        'payload_invalid',
        'unknown_event_type',
        'validation_failed',
        202,
        202,
        'event_id_conflict',
      ]);
      expect(body.results[4]?.id).toBe(body.results[5]?.id);
      expect(body.results[1]?.problem?.errors).toEqual([{ pointer: '/payload/customer_id', detail: 'is required' }]);
    });

    it('are a thousand at most', async () => {
      const { body } = await emitBatch(Array(1000).fill(good));
      expect(body.results.map(({ status }) => status)).toEqual(Array(1000).fill(202));
      const ids = body.results.map(({ id }) => id);
      expect([...ids].sort()).toEqual(ids);
      expect((await emitBatch(Array(1001).fill(good))).status).toBe(422);
    });
  });

  describe('of a type', () => {
    it('that is new are accepted at once, and refused once it is gone', async () => {
      const emit = () => app.emit({ type: 'invoice.paid', payload: { amount: 1 } });
      expect((await emit()).body).toMatchObject({ code: 'unknown_event_type' });
      const schema = { type: 'object', properties: { amount: { type: 'integer' } } };
      const created = await api.call('POST', '/v1/event-types', {
        name: 'invoice.paid',
        schema,
        sample: { amount: 5 },
      });
      expect([created.status, created.body]).toMatchObject([201, { category: 'invoice', contract: null, schema }]);
      expect((await emit()).status).toBe(202);

      await api.call('PATCH', '/v1/event-types/invoice.paid', { schema: { type: 'array' }, sample: [] });
      expect((await emit()).body).toMatchObject({ code: 'payload_invalid', errors: [{ pointer: '/payload' }] });

      expect((await api.call('DELETE', '/v1/event-types/invoice.paid')).status).toBe(204);
      expect((await emit()).body).toMatchObject({ code: 'unknown_event_type' });
    });

    it('that is built in stay as they are documented', async () => {
      const answer = await api.call<Problem>('PATCH', '/v1/event-types/customer.event.create', { description: 'x' });
      expect([answer.status, answer.body.code]).toEqual([409, 'event_type_built_in']);
    });

    it.each<[string, object, string]>([
      ['a schema that is none', { name: 'a.b', schema: { type: 'text' } }, '/schema'],
      ['a sample that its schema refuses', { name: 'a.b', schema: { type: 'object' }, sample: 1 }, '/sample'],
      ['a name that is none', { name: '../x' }, '/name'],
      ['a name of a thousand dots', { name: '.'.repeat(1000) }, '/name'],
    ])('with %s are not made', async (_name, fields, pointer) => {
      const answer = await api.call<Problem>('POST', '/v1/event-types', fields);
      expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ pointer }] });
    });

    it('are found in the catalogue with schema and sample', async () => {
      const { body } = await api.call<{ data: Record<string, unknown>[] }>(
        'GET',
        '/v1/event-types?contract=gridio&category=customer_event',
      );
      expect(body.data.map(({ name }) => name)).toEqual([
        'customer.event.create',
        'customer.event.delete',
        'customer.event.update',
      ]);
      expect(body.data[0]).toMatchObject({
        schema: { required: ['customer_id'] },
        sample: { email: expect.any(String) },
      });
    });
  });

  it('are refused the moment their application is deleted', async () => {
    const { base, emit } = await fresh();
    expect((await emit()).status).toBe(202);
    expect((await api.call('DELETE', base)).status).toBe(204);
    expect((await emit()).body).toMatchObject({ code: 'application_not_found' });
  });

  it('are found by id, type, ordering key and fields of their payloads', async () => {
    const { base, emit } = await fresh();
    const first = (await emit({ id: 'order-1', orderingKey: 'a' })).body.id;
    const exotic = `{"customer_id":"${customer.customer_id}","e":1e400,"s":"\\u0000","n":9007199254740993}`;
    const text = `{"payload":${exotic},"type":"customer.event.delete"}`;
    const second = (await api.call<{ id: string }>('POST', `${base}/events`, text)).body.id;
    const found = async (query: string) =>
      (await api.call<Listed>('GET', `${base}/events?${query}`)).body.data.map(({ id }) => id);

    expect(await found(`id=${first}`)).toEqual([first]);
    expect(await found(`id=${first}&type=customer.event.delete`)).toEqual([]);
    expect(await found(`id=${publicId('event', newUuid())}`)).toEqual([]);
    expect((await api.call('GET', `${base}/events?id=evt_unknown`)).body).toMatchObject({
      status: 400,
      errors: [{ pointer: '/id' }],
    });
    expect(await found('operatorId=order-1')).toEqual([first]);
    expect(await found(`operatorId=order-1&id=${second}`)).toEqual([]);
    expect((await api.call('GET', `${base}/events`)).body).toMatchObject({
      data: [
        { id: second, operatorId: null },
        { id: first, operatorId: 'order-1' },
      ],
    });
    expect(await found('type=customer.event.create&type=customer.event.delete')).toEqual([second, first]);
    expect(await found('orderingKey=a')).toEqual([first]);
    expect(await found('payloadPath=/email&payloadValue=jane@example.com')).toEqual([first]);
    // PostgreSQL cannot take a payload with \u0000 apart: it is found by everything but its fields.
    expect(await found('payloadPath=/n&payloadValue=9007199254740993')).toEqual([]);
  });

  it('are listed newest first, page by page, both ways', async () => {
    const { base, emit } = await fresh();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift((await emit()).body.id);
    const page = async (query: string) => (await api.call<Listed>('GET', `${base}/events?limit=2${query}`)).body;
    const idsOf = ({ data }: Listed) => data.map(({ id }) => id);

    const first = await page('');
    const second = await page(`&cursor=${first.next}`);
    const third = await page(`&cursor=${second.next}`);
    expect([first, second, third].map(idsOf)).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
    expect([first.previous, third.next]).toEqual([null, null]);
    expect(idsOf(await page(`&cursor=${third.previous}`))).toEqual(ids.slice(2, 4));
    const back = await page(`&cursor=${second.previous}`);
    expect([idsOf(back), back.previous]).toEqual([ids.slice(0, 2), null]);
    expect(idsOf(await page('&type=customer.event.delete'))).toEqual([]);
    expect(idsOf(await page(`&until=${encodeURIComponent('2020-01-01T00:00:00Z')}`))).toEqual([]);
    expect(idsOf(await page(`&since=${encodeURIComponent('2020-01-01T00:00:00Z')}`))).toEqual(ids.slice(0, 2));
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  customer,
  makeApplication,
  startTestApi,
  type Answer,
  type ApplicationCalls,
  type TestApi,
} from '../harness/api.js';

interface Emitted {
  readonly id?: string;
  readonly deliveries?: number;
  readonly code?: string;
  readonly results?: readonly { readonly status: number; readonly problem?: { readonly code: string } }[];
}

const created = { type: 'customer.event.create', payload: customer };

describe('events that are emitted under an Idempotency-Key', () => {
  let api: TestApi;
  let app: ApplicationCalls;
  let key: string;
  let made = 0;

  beforeAll(async () => {
    api = await startTestApi();
  });

  afterAll(async () => {
    await api.close();
  });

  const emit = (body: unknown, under = key) =>
    api.call<Emitted>('POST', `${app.base}/events`, body, { headers: { 'idempotency-key': under } });
  const emitBatch = (events: readonly unknown[], under = key) =>
    api.call<Emitted>('POST', `${app.base}/events/batch`, { events }, { headers: { 'idempotency-key': under } });
  const isReplay = ({ headers }: Answer<unknown>) => headers.get('idempotent-replayed') === 'true';

  /** A new application with one endpoint, and a key that nobody used. */
  async function begin(): Promise<void> {
    made += 1;
    key = `key-${made}`;
    app = await makeApplication(api, `app-${made}`);
    await app.addEndpoint();
  }

  async function storedEvents(): Promise<number> {
    const [row] = await api.clone.query<{ count: number }>(
      `select count(*)::int as count from postrider.event e
       join postrider.application a on a.id = e.application_id where a.uid = $1`,
      [`app-${made}`],
    );
    return row?.count ?? -1;
  }

  it('are stored once, however many emit them at once, and all are answered alike', async () => {
    await begin();
    const answers = await Promise.all(Array.from({ length: 10 }, () => emit(created)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 202, body: { deliveries: 1 } });
    expect(answers.filter((answer) => !isReplay(answer))).toHaveLength(1);
    expect(await storedEvents()).toBe(1);
    expect((await api.call<{ data: unknown[] }>('GET', `${app.base}/deliveries`)).body.data).toHaveLength(1);
  });

  it('are stored beside others that come at the same time', async () => {
    await begin();
    const others = Array.from({ length: 20 }, (_, at) => emit(created, `${key}-${at}`));
    const plain = Array.from({ length: 20 }, () => app.emit());
    const answers = await Promise.all([...others, ...plain]);
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(202));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(40);
    expect(await storedEvents()).toBe(40);
  });

  it('wake the lanes that they touch', async () => {
    await begin();
    const { uuid } = await app.addEndpoint();
    await emit(created);
    expect(api.woken).toContain(uuid);
  });

  it('are answered as they were after their type is gone', async () => {
    await begin();
    await api.call('POST', '/v1/event-types', { name: 'invoice.paid', schema: {} });
    const first = await emit({ type: 'invoice.paid', payload: 1 });
    await api.call('DELETE', '/v1/event-types/invoice.paid');
    expect(await emit({ type: 'invoice.paid', payload: 1 }, 'another')).toMatchObject({
      body: { code: 'unknown_event_type' },
    });
    const second = await emit({ type: 'invoice.paid', payload: 1 });
    expect([second.status, second.text, isReplay(second)]).toEqual([202, first.text, true]);
  });

  it('leave the key free when they are refused', async () => {
    await begin();
    expect((await emit({ ...created, payload: {} })).body.code).toBe('payload_invalid');
    expect((await emit({ type: created.type })).body.code).toBe('validation_failed');
    const accepted = await emit(created);
    expect([accepted.status, isReplay(accepted)]).toEqual([202, false]);
    expect((await emit({ ...created, payload: {} })).body.code).toBe('idempotency_key_reused');
    expect(await storedEvents()).toBe(1);
  });

  it('may carry an id of the operator too', async () => {
    await begin();
    const event = { ...created, id: 'order-7' };
    const first = await emit(event);
    const underAnother = await emit(event, `${key}-b`);
    expect([underAnother.text, isReplay(underAnother)]).toEqual([first.text, true]);
    expect((await emit(event)).text).toBe(first.text);

    const conflict = await emit({ ...event, orderingKey: 'x' }, `${key}-c`);
    expect([conflict.status, conflict.body.code]).toEqual([409, 'event_id_conflict']);
    expect((await emit({ ...event, id: 'order-8' }, `${key}-c`)).status).toBe(202);
    expect(await storedEvents()).toBe(2);
  });

  it('do not fail with one beside them whose id is taken', async () => {
    await begin();
    await emit({ ...created, id: 'taken' });
    const events = [created, { ...created, id: 'taken', orderingKey: 'x' }, created];
    const answers = await Promise.all(events.map((event, at) => emit(event, `${key}-${at}`)));
    expect(answers.map(({ status }) => status)).toEqual([202, 409, 202]);
    expect(await storedEvents()).toBe(3);
  });

  it('are a batch once, with every answer as it was', async () => {
    await begin();
    const events = [created, { ...created, payload: {} }, { ...created, id: 'a' }, { ...created, id: 'a' }, 7];
    const answers = await Promise.all(Array.from({ length: 10 }, () => emitBatch(events)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers.filter((answer) => !isReplay(answer))).toHaveLength(1);
    expect(answers[0]?.status).toBe(207);
    expect(answers[0]?.body.results?.map(({ status, problem }) => problem?.code ?? status)).toEqual([
      202,
      'payload_invalid',
      202,
      202,
      'validation_failed',
    ]);
    expect(await storedEvents()).toBe(2);
    expect((await emitBatch([created])).body.code).toBe('idempotency_key_reused');
    expect((await emit(created)).body.code).toBe('idempotency_key_reused');
  });

  it('are a thousand at most, all or none', async () => {
    await begin();
    const { body } = await emitBatch(Array(1000).fill(created));
    expect(body.results?.map(({ status }) => status)).toEqual(Array(1000).fill(202));
    expect(await storedEvents()).toBe(1000);
    expect(isReplay(await emitBatch(Array(1000).fill(created)))).toBe(true);
    expect(await storedEvents()).toBe(1000);
  });
});

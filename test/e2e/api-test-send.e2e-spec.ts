import { importKey, importPublicKey, isSchemeName, verify } from '#signing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { eventually } from '../harness/eventually.js';
import {
  customer,
  makeApplication,
  startTestApi,
  type ApplicationCalls,
  type Problem,
  type TestApi,
} from '../harness/api.js';
import { startReceiver, type ReceivedRequest, type Receiver } from '../harness/receiver.js';

interface Secret {
  readonly scheme: string;
  readonly secret?: string;
  readonly publicKey?: string;
}

interface TestAttempt {
  readonly id: null;
  readonly deliveryId: null;
  readonly eventId: string;
  readonly eventType: string;
  readonly outcome: string;
  readonly diagnosis: string;
  readonly status: number | null;
  readonly request: { readonly url: string; readonly headers: [string, string][]; readonly body: string };
  readonly response: { readonly status: number; readonly body: string } | null;
}

describe('a test of the connection', () => {
  let api: TestApi;
  let app: ApplicationCalls;
  let receiver: Receiver;

  beforeAll(async () => {
    api = await startTestApi();
    app = await makeApplication(api, 'acme');
  });

  afterAll(async () => {
    await api.close();
  });

  beforeEach(async () => {
    receiver = await startReceiver();
  });

  afterEach(async () => {
    await receiver.close();
  });

  const addEndpoint = async (fields: object = {}) =>
    `${app.base}/endpoints/${(await app.addEndpoint({ url: receiver.url, ...fields })).id}`;
  const test = (endpoint: string, body?: unknown) => api.call<TestAttempt & Problem>('POST', `${endpoint}/test`, body);
  const lastRequest = () => receiver.requests.at(-1);

  async function verified(endpoint: string, request: ReceivedRequest | undefined): Promise<boolean> {
    const { data } = (await api.call<{ data: Secret[] }>('GET', `${endpoint}/secrets`)).body;
    const [{ scheme, secret = '', publicKey } = { scheme: '' }] = data;
    if (!isSchemeName(scheme) || request === undefined) return false;
    const key = publicKey === undefined ? importKey(scheme, secret) : importPublicKey('p256', publicKey);
    const received = { body: Buffer.from(request.body), method: 'POST', url: receiver.url };
    return verify(scheme, [key], request.headers, received, { toleranceSeconds: 60, now: new Date() }).ok;
  }

  const workspace = { workspace_id: '11111111-2222-3333-aaaa-eeeeeeeeeeee', customer_id: 'customer1234' };

  it.each<[string, object, string, object]>([
    ['standard', {}, 'webhook.test', { type: 'webhook.test', data: { test: true } }],
    ['gridio', {}, 'customer.event.create', { event_type: 'customer.event.create' }],
    [
      'munity',
      { contractValues: workspace, scheme: 'standard' },
      'webhook_test',
      { event: 'webhook_test', payload: { test: true }, ...workspace },
    ],
    ['grow', { scheme: 'standard' }, 'contact.subscribed', { eshop_opt_in: true }],
    ['grid', {}, 'TEST', { type: 'TEST', data: {} }],
  ])('by the contract %s is what its product sends, signed', async (contract, fields, type, body) => {
    receiver.answerWith((_request, response) => response.writeHead(200).end('thanks'));
    const { scheme, ...settings }: { scheme?: string } = fields;
    const endpoint = await addEndpoint({ contract, ...settings });
    if (scheme !== undefined) await api.call('POST', `${endpoint}/secrets/rotate`, { scheme, overlapSeconds: 0 });

    const { status, body: attempt } = await test(endpoint);
    expect(status).toBe(200);
    expect(attempt).toMatchObject({
      id: null,
      deliveryId: null,
      eventType: type,
      number: 1,
      outcome: 'delivered',
      status: 200,
      response: { status: 200, body: 'thanks' },
    });
    expect(receiver.requests).toHaveLength(1);
    const request = lastRequest();
    expect(request?.body).toBe(attempt.request.body);
    expect(JSON.parse(request?.body ?? '')).toMatchObject(body);
    expect(await verified(endpoint, request)).toBe(true);
  });

  it('carries the payload that it is given byte for byte', async () => {
    const endpoint = await addEndpoint();
    const payload = '{ "customer_id": "0197f9c1-4818-7141-9c2a-22000108e736", "n": 9007199254740993, "z": 1.0 }';
    const body = `{"payload": ${payload}, "eventType": "customer.event.create"}`;
    expect((await test(endpoint, body)).body).toMatchObject({
      outcome: 'delivered',
      eventType: 'customer.event.create',
    });
    expect(lastRequest()?.body).toContain(`"data":${payload}`);
    expect(await verified(endpoint, lastRequest())).toBe(true);
  });

  it('takes the sample of a type that is named alone', async () => {
    const sample = { amount: 100, currency: 'EUR' };
    await api.call('POST', '/v1/event-types', { name: 'invoice.paid', sample });
    await test(await addEndpoint(), { eventType: 'invoice.paid' });
    expect(JSON.parse(lastRequest()?.body ?? '')).toMatchObject({ type: 'invoice.paid', data: sample });
  });

  it.each<[string, object, string, string]>([
    ['an unknown type', { eventType: 'no.such.type' }, 'unknown_event_type', '/eventType'],
    ['a type that is no text', { eventType: 1 }, 'validation_failed', '/eventType'],
    [
      'a payload that its schema refuses',
      { eventType: 'customer.event.create', payload: { ...customer, customer_id: 1 } },
      'payload_invalid',
      '/payload/customer_id',
    ],
    ['no payload where there is no sample', { eventType: 'bare' }, 'validation_failed', '/payload'],
    ['an unknown field', { type: 'TEST' }, 'validation_failed', '/type'],
  ])('is refused with %s, and nothing is sent', async (_name, body, code, pointer) => {
    await api.call('POST', '/v1/event-types', { name: 'bare' });
    const { status, body: problem } = await test(await addEndpoint(), body);
    expect([status, problem.code, problem.errors?.map((fault) => fault.pointer)]).toEqual([422, code, [pointer]]);
    expect(receiver.requests).toEqual([]);
  });

  it("is refused with the type that another contract tests with, which is no one's to emit", async () => {
    const { body } = await test(await addEndpoint({ contract: 'gridio' }), { eventType: 'webhook.test' });
    expect(body.code).toBe('unknown_event_type');
  });

  it('judges an edited payload by the type that the contract tests with', async () => {
    const endpoint = await addEndpoint({ contract: 'munity', contractValues: workspace });
    const { body } = await test(endpoint, { payload: { test: 'yes' } });
    expect([body.code, body.errors?.[0]?.pointer]).toEqual(['payload_invalid', '/payload/test']);
  });

  it('tells what went wrong, tries nothing again and leaves no trace', async () => {
    receiver.answerWith((_request, response) => response.writeHead(500).end('on fire'));
    const endpoint = await addEndpoint();
    const { status, body } = await test(endpoint);
    expect(status).toBe(200);
    expect(body).toMatchObject({ outcome: 'failed', status: 500, response: { body: 'on fire' } });
    expect(receiver.requests).toHaveLength(1);
    const [stored] = await api.clone.query(
      `select (select count(*) from postrider.attempt) + (select count(*) from postrider.delivery)
            + (select count(*) from postrider.event) as rows`,
    );
    expect(stored).toEqual({ rows: '0' });
    expect((await api.call('GET', endpoint)).body).toMatchObject({ state: 'active' });
  });

  it('waits no longer than the time-out of the endpoint', async () => {
    receiver.answerWith(() => undefined);
    const { status, body } = await test(await addEndpoint({ timeoutMs: 1_000 }));
    expect(status).toBe(200);
    expect(body).toMatchObject({ outcome: 'timed_out', status: null, response: null });
  });

  it('tells of a receiver that is not there', async () => {
    const { body } = await test(await addEndpoint({ url: 'http://127.0.0.1:9/hook' }));
    expect(body).toMatchObject({ outcome: 'connection_refused', status: null });
  });

  it('reaches an endpoint that is paused or disabled, and changes neither', async () => {
    receiver.answerWith(410);
    const endpoint = await addEndpoint();
    await api.call('POST', `${endpoint}/pause`, { reason: 'moving house' });
    expect((await test(endpoint)).body).toMatchObject({ outcome: 'refused', status: 410 });
    expect((await api.call('GET', endpoint)).body).toMatchObject({ state: 'paused', stateReason: 'moving house' });
    await api.clone.query(`update postrider.endpoint set state = 'disabled'`);
    receiver.answerWith(204);
    expect((await test(endpoint)).body).toMatchObject({ outcome: 'delivered' });
    expect((await api.call('GET', endpoint)).body).toMatchObject({ state: 'disabled' });
  });

  it('may be made with the key of its own application alone', async () => {
    const endpoint = await addEndpoint();
    await makeApplication(api, 'other');
    const keyOf = async (application: string) =>
      (await api.call<{ key: string }>('POST', '/v1/api-keys', { name: application, application })).body.key;
    const own = await api.call('POST', `${endpoint}/test`, {}, { key: await keyOf('acme') });
    const others = await api.call<Problem>('POST', `${endpoint}/test`, {}, { key: await keyOf('other') });
    expect([own.status, others.status, others.body.code]).toEqual([200, 404, 'application_not_found']);
  });

  it('is one of sixteen at once', async () => {
    const held: ServerResponse[] = [];
    receiver.answerWith((_request, response) => held.push(response));
    const endpoint = await addEndpoint({ timeoutMs: 30_000 });
    const underWay: ReturnType<typeof test>[] = [];
    // Each once the one before is there: sixteen at the same moment may wait too long for a connection to the database.
    for (let count = 1; count <= 16; count += 1) {
      underWay.push(test(endpoint));
      await eventually(() => {
        expect(held.length).toBe(count);
      });
    }
    const refused = await test(endpoint);
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
      429,
      'too_many_test_sends',
      '1',
    ]);
    for (const response of held) response.writeHead(204).end();
    for (const { body } of await Promise.all(underWay)) expect(body.outcome).toBe('delivered');
    receiver.answerWith(204);
    expect((await test(endpoint)).body.outcome).toBe('delivered');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  customer,
  makeApplication,
  startTestApi,
  type ApplicationCalls,
  type Problem,
  type TestApi,
} from '../harness/api.js';

const megabytes = 1024 * 1024;

describe('the API refuses, and keeps nothing of,', () => {
  let api: TestApi;
  let app: ApplicationCalls;

  beforeAll(async () => {
    api = await startTestApi();
    app = await makeApplication(api, 'acme');
  });

  afterAll(async () => {
    await api.close();
  });

  const count = async (table: 'endpoint' | 'event' | 'event_type') =>
    (await api.clone.query<{ count: number }>(`select count(*)::int as count from postrider.${table}`))[0]?.count;

  it.each<[row: string, name: string, value: string]>([
    ['D1', 'X-A', 'a\r\nB: c'],
    ['D1', 'X-A', 'a\nb'],
    ['D1', 'X-A', 'a\0b'],
    ['D2', 'Bad Name', 'x'],
    ['D2', 'X:Y', 'x'],
    ['D2', '', 'x'],
    ['D4', 'Webhook-Signature', 'x'],
    ['D4', 'webhook-id', 'x'],
    ['D4', 'Host', 'x'],
    ['D4', 'Content-Length', '0'],
    ['D4', 'Transfer-Encoding', 'chunked'],
    ['D4', 'Expect', '100-continue'],
    ['D4', 'Connection', 'close'],
  ])('%s a header %j: %j of an endpoint', async (_row, name, value) => {
    const before = await count('endpoint');
    const { status, body } = await api.call<Problem>('POST', `${app.base}/endpoints`, {
      url: 'http://127.0.0.1:9/',
      subscriptions: [{ eventType: '*' }],
      headers: { [name]: value },
    });
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([422, 'validation_failed', `/headers/${name}`]);
    expect(await count('endpoint')).toBe(before);
  });

  it.each([
    ['200 headers of 8 KB', 200, 8192],
    ['one header of 8 KB', 1, 8192],
    ['200 headers of one byte', 200, 1],
  ])('D5 %s of an endpoint', async (_name, headers, bytes) => {
    const before = await count('endpoint');
    const { status, body } = await api.call<Problem>('POST', `${app.base}/endpoints`, {
      url: 'http://127.0.0.1:9/',
      subscriptions: [{ eventType: '*' }],
      headers: Object.fromEntries(Array.from({ length: headers }, (_, at) => [`x-${at}`, 'v'.repeat(bytes)])),
    });
    expect([413, 422]).toContain(status);
    expect(['body_too_large', 'validation_failed']).toContain(body.code);
    expect(await count('endpoint')).toBe(before);
  });

  it.each(['a\r\nb', 'a🦊b', '../', '.'.repeat(1000), 'a\0b', ''])('D7 an event type named %j', async (name) => {
    const before = await count('event_type');
    const { status, body } = await api.call<Problem>('POST', '/v1/event-types', { name });
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([422, 'validation_failed', '/name']);
    const emitted = await api.call<Problem>('POST', `${app.base}/events`, { type: name, payload: {} });
    expect([emitted.status, emitted.body.code]).toEqual([422, 'unknown_event_type']);
    const subscribed = await api.call<Problem>('POST', `${app.base}/endpoints`, {
      url: 'http://127.0.0.1:9/',
      subscriptions: [{ eventType: name }],
    });
    expect([subscribed.status, subscribed.body.code]).toEqual([422, 'validation_failed']);
    expect(await count('event_type')).toBe(before);
  });

  const event = (payload: string) => `{"type":"customer.event.create","payload":${payload}}`;
  const objects = (number: number) => `[${Array(number).fill('{"a":1}').join(',')}]`;
  it.each<[string, string, number, string]>([
    ['25 MB', event(JSON.stringify('x'.repeat(25 * megabytes))), 413, 'body_too_large'],
    ['100,000 nested lists', event('['.repeat(100_000) + ']'.repeat(100_000)), 422, 'body_too_complex'],
    ['100,000 lists that never end', event('['.repeat(100_000)), 422, 'body_too_complex'],
    // A million keys are longer than any body may be; so many as fit are still too many.
    ['a million keys', event(objects(1_000_000)), 413, 'body_too_large'],
    ['110,000 keys', event(objects(110_000)), 422, 'body_too_complex'],
  ])('D8 a body of %s', async (_name, body, status, code) => {
    const before = await count('event');
    const answer = await api.call<Problem>('POST', `${app.base}/events`, body).catch(hungUp);
    if (answer !== 'hung up') expect([answer.status, answer.body.code]).toEqual([status, code]);
    // Whatever it was, the next one is served.
    expect((await app.emit({ payload: customer })).status).toBe(202);
    expect(await count('event')).toBe((before ?? 0) + 1);
  });

  it('D10 another body under the same idempotency key', async () => {
    const emit = (language: string) =>
      api.call<Problem>(
        'POST',
        `${app.base}/events`,
        { type: 'customer.event.create', payload: { ...customer, language } },
        { headers: { 'idempotency-key': 'd10' } },
      );
    expect((await emit('EN')).status).toBe(202);
    const before = await count('event');
    const other = await emit('FR');
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    expect(await count('event')).toBe(before);
  });
});

/** A server may close on a client that still sends megabytes, who then does not see the answer. */
function hungUp(error: unknown): 'hung up' {
  if (error instanceof TypeError && error.message === 'fetch failed') return 'hung up';
  throw error;
}

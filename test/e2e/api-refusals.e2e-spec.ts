import { findFreePort } from '#embedded';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateMasterKey } from '#signing';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { startApi, type RunningApi } from '../../apps/api/src/index.js';
import { startTestApi, type Problem, type TestApi } from '../harness/api.js';
import { testConfig } from '../harness/test-config.js';

describe('a request that is refused', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    await api.call('POST', '/v1/applications', { name: 'Acme', uid: 'acme' });
  });

  afterAll(async () => {
    await api.close();
  });

  const events = '/v1/applications/acme/events';
  const nested = (depth: number) => `{"type":"a","payload":${'['.repeat(depth)}${']'.repeat(depth)}}`;

  it.each<[string, unknown, number, string]>([
    ['malformed JSON', '{"name":', 400, 'malformed_json'],
    ['two JSON texts', '{} {}', 400, 'malformed_json'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, 'malformed_json'],
    ['a key that poisons prototypes', '{"type":"a","payload":{"__proto__":{"x":1}}}', 400, 'malformed_json'],
    ['a hundred levels too many', nested(200), 422, 'body_too_complex'],
    ['100,000 levels', nested(100_000), 422, 'body_too_complex'],
    ['more than 1 MiB', JSON.stringify({ type: 'a', payload: 'x'.repeat(1024 * 1024) }), 413, 'body_too_large'],
    ['an unknown field', { type: 'customer.event.create', payload: {}, kind: 1 }, 422, 'validation_failed'],
    ['a field of the wrong type', { type: 7, payload: {} }, 422, 'validation_failed'],
    ['no body', undefined, 422, 'validation_failed'],
    ['an empty body', '', 422, 'validation_failed'],
    ['a list', [], 422, 'validation_failed'],
    ['an unknown event type', { type: 'no.such.type', payload: {} }, 422, 'unknown_event_type'],
    ['an event type that is no name', { type: 'a\0b', payload: {} }, 422, 'unknown_event_type'],
    ['a payload against its schema', { type: 'customer.event.create', payload: {} }, 422, 'payload_invalid'],
  ])('for %s says so', async (_name, body, status, code) => {
    const answer = await api.call<Problem>('POST', events, body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({
      type: `urn:postrider:problem:${code}`,
      title: expect.any(String),
      status,
      code,
      instance: events,
      requestId: answer.headers.get('x-request-id'),
    });
  });

  it.each<[string, string, string, number, string]>([
    ['an unknown route', 'GET', '/v1/nothing', 404, 'route_not_found'],
    [
      'an unknown id',
      'GET',
      '/v1/applications/acme/endpoints/ep_01kah2v2mme1sv0b1hp8r7mxf4',
      404,
      'endpoint_not_found',
    ],
    ['an id that is none', 'GET', '/v1/applications/acme/endpoints/x', 404, 'endpoint_not_found'],
    [
      'an id of another kind',
      'GET',
      '/v1/applications/acme/events/ep_01kah2v2mme1sv0b1hp8r7mxf4',
      404,
      'event_not_found',
    ],
    ['an unknown delivery', 'POST', '/v1/applications/acme/deliveries/dlv_x/redeliver', 404, 'delivery_not_found'],
    ['an unknown uid', 'GET', '/v1/applications/nobody', 404, 'application_not_found'],
    ['a uid that holds a NUL', 'GET', '/v1/applications/a%00b', 404, 'application_not_found'],
    ['an unknown event type', 'GET', '/v1/event-types/no.such.type', 404, 'event_type_not_found'],
    ['an event type that holds a NUL', 'GET', '/v1/event-types/a%00b', 404, 'event_type_not_found'],
    ['a broken escape', 'GET', '/v1/applications/%zz', 400, 'malformed_request'],
    ['a path without end', 'GET', `/v1/applications/${'a'.repeat(5_000)}`, 404, 'route_not_found'],
    ['a limit that is too high', 'GET', '/v1/applications?limit=101', 400, 'invalid_query'],
    ['a limit that is no number', 'GET', '/v1/applications?limit=ten', 400, 'invalid_query'],
    ['a cursor that is none', 'GET', '/v1/applications?cursor=x', 400, 'invalid_query'],
    ['an unknown parameter', 'GET', '/v1/applications?page=2', 400, 'invalid_query'],
    ['a time without an offset', 'GET', `${events}?since=2026-11-20T10:00:00`, 400, 'invalid_query'],
  ])('for %s says so', async (_name, method, path, status, code) => {
    const answer = await api.call<Problem>(method, path);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it.each<[string, string, string, string]>([
    ['an unknown parameter', 'state=failed', '/state', 'is not a known parameter'],
    ['an id of another kind', 'endpoint=dlv_01kah2v2mme1sv0b1hp8r7mxf4', '/endpoint', 'must be an id: ep_…'],
    ['an id that is none', 'event=x', '/event', 'must be an id: evt_…'],
    ['a span that ends first', 'since=2026-11-20T10:00:00Z&until=2026-11-20T09:59:59Z', '/until', 'before since'],
    ['an offset whose plus was not escaped', 'since=2026-11-20T10:00:00+01:00', '/since', 'write its "+" as %2B'],
    ['several of what is one', 'limit=1&limit=2', '/limit', 'must be an integer number'],
  ])('for %s in its query points at it', async (_name, query, pointer, detail) => {
    const { status, body } = await api.call<Problem>('GET', `/v1/applications/acme/deliveries?${query}`);
    expect([status, body.code]).toEqual([400, 'invalid_query']);
    expect(body.errors).toEqual([{ pointer, detail: expect.stringContaining(detail) }]);
  });

  it.each<[string, object, string, string]>([
    ['a value twice', { successStatuses: [200, 200] }, '/successStatuses', 'must not hold a value twice'],
    ['a value out of bounds', { successStatuses: [99] }, '/successStatuses', 'each value must not be less than 200'],
    ['what is no object', { subscriptions: [1] }, '/subscriptions/0', 'must be an object'],
    ['what is no list', { subscriptions: '*' }, '/subscriptions', 'must be an array'],
    ['what is no number', { rateLimit: { perSecond: '5' } }, '/rateLimit/perSecond', 'must be a number'],
    ['no retry policy', { retryPolicy: 3 }, '/retryPolicy', 'must be a policy, or the name of one: three-attempts'],
  ])('for %s in its body points at it', async (_name, fields, pointer, detail) => {
    const endpoint = { url: 'http://127.0.0.1:9/', subscriptions: [{ eventType: '*' }], ...fields };
    const { status, body } = await api.call<Problem>('POST', '/v1/applications/acme/endpoints', endpoint);
    expect([status, body.code]).toEqual([422, 'validation_failed']);
    expect(body.errors).toContainEqual({ pointer, detail: expect.stringContaining(detail) });
  });

  it.each([
    ['POST', '/v1/applications/acme/endpoints/ep_01kah2v2mme1sv0b1hp8r7mxf4/redeliveries?dryRun=true'],
    ['DELETE', '/v1/applications/acme?dryRun=true'],
    ['GET', '/v1/applications/acme?dryRun=true'],
  ])('for a parameter where there are none, as of %s %s, points at it and does nothing', async (method, path) => {
    const { status, body } = await api.call<Problem>(method, path);
    expect([status, body.code]).toEqual([400, 'invalid_query']);
    expect(body.errors).toEqual([{ pointer: '/dryRun', detail: 'is not a known parameter' }]);
    expect((await api.call('GET', '/v1/applications/acme')).status).toBe(200);
  });

  it('for its credential is told nothing of its parameters', async () => {
    const { body } = await api.call<Problem>('GET', '/v1/applications/acme?dryRun=true', undefined, { key: 'ptr_x' });
    expect(body.code).toBe('api_key_invalid');
  });

  it.each(['redeliver', 'cancel'])('for fields where there are none, as of %s, points at them', async (action) => {
    const path = `/v1/applications/acme/deliveries/dlv_01kah2v2mme1sv0b1hp8r7mxf4/${action}`;
    const { status, body } = await api.call<Problem>('POST', path, { now: true });
    expect([status, body.errors]).toEqual([422, [{ pointer: '/now', detail: 'is not a known field' }]]);
    expect((await api.call<Problem>('POST', path, [])).body.code).toBe('validation_failed');
    for (const nothing of [{}, undefined]) expect((await api.call('POST', path, nothing)).status).toBe(404);
  });

  it.each([
    ['{"name": Acme}', 'Unexpected token'],
    ['{"name":"Acme"', 'JSON at position 14'],
    ['{"name":"Acme","__proto__":{}}', '__proto__'],
  ])('because %s is no JSON says where', async (text, detail) => {
    const { body } = await api.call<Problem>('POST', '/v1/applications', text);
    expect(body).toMatchObject({ code: 'malformed_json', detail: expect.stringContaining(detail) });
  });

  it('for being compressed says so', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const { status, body } = await api.call<Problem>('POST', '/v1/applications', gzipSync('{"name":"a"}'), { headers });
    expect(status).toBe(415);
    expect(body).toMatchObject({ code: 'unsupported_media_type', detail: 'Send the body without content-encoding' });
  });

  it('for a slash at the end of its path is told the path', async () => {
    const { status, body } = await api.call<Problem>('GET', '/v1/applications/acme/?limit=1');
    expect([status, body.code]).toEqual([404, 'route_not_found']);
    expect(body).toMatchObject({ detail: 'It is /v1/applications/acme, without a slash at its end' });
    expect((await api.call<Problem>('GET', '/v1/nothing/')).body).not.toHaveProperty('detail');
  });

  it('for its method is told the methods of the path', async () => {
    const answer = await api.call<Problem>('PUT', '/v1/applications');
    expect([answer.status, answer.body.code]).toEqual([405, 'method_not_allowed']);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it.each(['QUERY', 'PROPFIND', 'TRACE'])('for the method %s is told so too', async (method) => {
    const text = await exchange(api.url, `${method} /v1/applications HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1.1 405 [^]*"code":"method_not_allowed"/);
  });

  it('for a body that is null says so, where a body may be left out too', async () => {
    const answer = await api.call<Problem>('PATCH', '/v1/applications/acme', 'null');
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'for being %s says so',
    async (type) => {
      const answer = await api.call<Problem>('POST', events, 'a=b', { headers: { 'content-type': type } });
      expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_media_type']);
    },
  );

  it('keeps the id that it brought', async () => {
    const answer = await api.call<Problem>('GET', '/v1/nothing', undefined, { headers: { 'x-request-id': 'mine-1' } });
    expect(answer.headers.get('x-request-id')).toBe('mine-1');
    expect(answer.body.requestId).toBe('mine-1');
    const other = await api.call<Problem>('GET', '/v1/nothing', undefined, { headers: { 'x-request-id': 'a b' } });
    expect(other.body.requestId).toMatch(/^req_/);
  });

  it.each([
    ['is no HTTP', 'HELLO\r\n\r\n', 400, 'malformed_request'],
    ['has headers without end', `GET / HTTP/1.1\r\nx: ${'a'.repeat(40_000)}\r\n\r\n`, 431, 'headers_too_large'],
  ])('because it %s is answered and cut off', async (_name, bytes, status, code) => {
    const text = await exchange(api.url, bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toMatchObject({ status, code });
  });
});

describe('without a database', () => {
  let api: RunningApi;

  beforeAll(async () => {
    const databaseUrl = `postgres://nobody@127.0.0.1:${await findFreePort()}/none`;
    api = await startApi(testConfig({ databaseUrl, masterKey: generateMasterKey() }), {
      waker: { wake: () => undefined, poke: () => undefined },
    });
  });

  afterAll(async () => {
    await api.close();
  });

  it('requests are refused for the moment', async () => {
    const answer = await fetch(`${api.url}/v1/applications`, { headers: { authorization: 'Bearer anything' } });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toMatchObject({ code: 'database_unavailable' });
  });

  it('the process is alive and not ready', async () => {
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${api.url}/health/ready`)).status).toBe(503);
  });
});

/** What a server says to bytes on a bare connection until it ends that. */
async function exchange(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}

import { loadConfig, type LimitName, type Limits } from '#config';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import {
  makeApplication,
  startTestApi,
  type Answer,
  type ApplicationCalls,
  type Problem,
  type TestApi,
} from '../harness/api.js';

const { limits: defaults } = loadConfig({}, { embedded: true });
const withLimits = (limits: Partial<Limits>) => startTestApi({ limits: { ...defaults, ...limits } });

const event = (payload: unknown = {}) => ({ type: 'anything.goes', payload });
const entries = (count: number, value = 'v') =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, value]));

describe('a limit', () => {
  let api: TestApi;
  let app: ApplicationCalls;

  const limits = {
    maxBodyBytes: 4_096,
    maxJsonDepth: 20,
    maxJsonKeys: 200,
    maxBatchEvents: 3,
    maxSubscriptions: 2,
    maxEndpointHeaders: 2,
    maxEndpointHeaderBytes: 10,
    maxMetadataEntries: 2,
    maxMetadataValueLength: 10,
    maxSecrets: 2,
    maxRequestHeaders: 40,
    maxRequestHeaderBytes: 8_192,
  } satisfies Partial<Record<LimitName, number>>;

  beforeAll(async () => {
    api = await withLimits(limits);
    app = await makeApplication(api, 'acme');
    await api.call('POST', '/v1/event-types', { name: 'anything.goes' });
    await api.call('POST', '/v1/event-types', { name: 'another.one' });
  });

  afterAll(async () => {
    await api.close();
  });

  const emit = (body: unknown) => api.call<Problem>('POST', `${app.base}/events`, body);
  const endpoint = (fields: object) =>
    api.call<Problem>('POST', `${app.base}/endpoints`, {
      url: 'http://127.0.0.1:9/',
      subscriptions: [{ eventType: '*' }],
      ...fields,
    });

  /** A body of exactly so many bytes. */
  const bodyOf = (bytes: number) => {
    const bare = JSON.stringify(event('')).length;
    return JSON.stringify(event('x'.repeat(bytes - bare)));
  };
  /** A payload that makes a body of so many levels, the body itself being one. */
  const nestedBody = (levels: number) =>
    `{"type":"anything.goes","payload":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
  const bodyWithKeys = (keys: number) => event(entries(keys - 2, ''));

  it.each<[string, unknown, unknown, number, string]>([
    ['bytes', bodyOf(4_096), bodyOf(4_097), 413, 'body_too_large'],
    ['levels', nestedBody(20), nestedBody(21), 422, 'body_too_complex'],
    ['keys', bodyWithKeys(200), bodyWithKeys(201), 422, 'body_too_complex'],
  ])('of the %s of a body holds to the last one', async (_name, fits, exceeds, status, code) => {
    expect((await emit(fits)).status).toBe(202);
    const refused = await emit(exceeds);
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect(refused.text).toMatch(/"detail":"[^"]*\d+/);
  });

  it('of a batch names its field', async () => {
    const batch = (count: number) =>
      api.call<Problem>('POST', `${app.base}/events/batch`, { events: Array.from({ length: count }, () => event()) });
    expect((await batch(3)).status).toBe(207);
    expect((await batch(4)).body).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/events', detail: 'must be a list of 1 to 3 events' }],
    });
  });

  it.each<[string, object, object, string, string]>([
    [
      'subscriptions',
      { subscriptions: [{ eventType: '*' }, { eventType: 'anything.goes' }] },
      { subscriptions: [{ eventType: 'anything.goes' }, { eventType: 'another.one' }, { eventType: '*' }] },
      '/subscriptions',
      'must be at most 2 subscriptions',
    ],
    ['headers', { headers: entries(2) }, { headers: entries(3) }, '/headers', 'must be at most 2 headers'],
    [
      'a header',
      { headers: { 'x-a': 'a'.repeat(10) } },
      { headers: { 'x-a': 'a'.repeat(11) } },
      '/headers/x-a',
      'must be at most 10 characters',
    ],
    ['metadata', { metadata: entries(2) }, { metadata: entries(3) }, '/metadata', 'must be at most 2 entries'],
    [
      'a value of metadata',
      { metadata: { note: 'a'.repeat(10) } },
      { metadata: { note: 'a'.repeat(11) } },
      '/metadata/note',
      'must be at most 10 characters',
    ],
  ])(
    'of %s of an endpoint holds to the last one, at creation and at change',
    async (_name, fits, exceeds, pointer, says) => {
      const made = await endpoint(fits);
      expect(made.status).toBe(201);
      const fault = { code: 'validation_failed', errors: [{ pointer, detail: expect.stringMatching(`^${says}`) }] };
      expect((await endpoint(exceeds)).body).toMatchObject(fault);
      const path = `${app.base}/endpoints/${(made.body as unknown as { id: string }).id}`;
      expect((await api.call('PATCH', path, exceeds)).body).toMatchObject(fault);
      expect((await api.call('GET', path)).body).toMatchObject(fits);
    },
  );

  it('of secrets names what there may be', async () => {
    const { id } = await app.addEndpoint();
    const rotate = () => api.call<Problem>('POST', `${app.base}/endpoints/${id}/secrets/rotate`, {});
    expect((await rotate()).status).toBe(201);
    expect((await rotate()).body).toMatchObject({ code: 'too_many_secrets', detail: expect.stringContaining('2') });
  });

  it('of the headers of a request holds to the last one', async () => {
    // `fetch` adds some of its own, so the request is written by hand.
    const status = async (count: number, value = 'v') => {
      const headers = Object.entries({ host: 'x', connection: 'close', ...entries(count - 2, value) });
      const text = headers.map(([name, text]) => `${name}: ${text}\r\n`).join('');
      return (await exchange(api.url, `GET /health/live HTTP/1.1\r\n${text}\r\n`)).text;
    };
    expect(await status(40)).toMatch(/^HTTP\/1.1 200 /);
    const many = await status(41);
    expect(many).toMatch(/^HTTP\/1.1 431 [^]*"code":"headers_too_large"/);
    const long = await status(10, 'v'.repeat(1_100));
    expect(long).toMatch(/^HTTP\/1.1 431 [^]*"code":"headers_too_large"/);
  });
});

describe('a quota', () => {
  let api: TestApi;
  let app: ApplicationCalls;

  beforeAll(async () => {
    api = await withLimits({ maxApplications: 10, maxEndpoints: 10, maxEventTypes: 10 });
    app = await makeApplication(api, 'acme');
  });

  afterAll(async () => {
    await api.close();
  });

  const twenty = (call: (n: number) => Promise<Answer<Partial<Problem>>>): Promise<string[]> =>
    Promise.all(Array.from({ length: 20 }, async (_, n) => (await call(n)).body.code ?? 'made'));

  it('of endpoints lets as many through as there is room for, however many come at once', async () => {
    const fields = { url: 'http://127.0.0.1:9/', subscriptions: [{ eventType: '*' }] };
    const answers = await twenty(() => api.call('POST', `${app.base}/endpoints`, fields));
    expect(answers.sort()).toEqual([
      ...Array<string>(10).fill('made'),
      ...Array<string>(10).fill('too_many_endpoints'),
    ]);
    const { body } = await api.call<{ data: { id: string }[] }>('GET', `${app.base}/endpoints`);
    expect(body.data).toHaveLength(10);

    const refused = await api.call<Problem>('POST', `${app.base}/endpoints`, fields);
    expect(refused.body).toMatchObject({ status: 409, detail: 'There may be 10 endpoints in an application' });
    await api.call('DELETE', `${app.base}/endpoints/${body.data[0]?.id}`);
    expect((await api.call('POST', `${app.base}/endpoints`, fields)).status).toBe(201);
  });

  it('of applications does too, the own of the platform not counted', async () => {
    const answers = await twenty((n) => api.call('POST', '/v1/applications', { name: `customer ${n}` }));
    expect(answers.filter((code) => code === 'made')).toHaveLength(9);
    expect(answers.filter((code) => code === 'too_many_applications')).toHaveLength(11);
  });

  it('of event types counts what is made and what is imported', async () => {
    const names = (count: number) => Array.from({ length: count }, (_, n) => `imported.${n}`);
    const webhooks = (count: number) =>
      Object.fromEntries(
        names(count).map((name) => [name, { post: { requestBody: { content: { 'application/json': {} } } } }]),
      );
    const imported = (count: number) =>
      api.call<Problem>('POST', '/v1/catalogue/import', {
        openapi: '3.1.0',
        info: { title: 'shop', version: '1' },
        webhooks: webhooks(count),
      });
    expect((await imported(11)).body).toMatchObject({
      code: 'too_many_event_types',
      detail: expect.stringContaining('10'),
    });
    expect((await imported(5)).status).toBe(200);
    const answers = await twenty((n) => api.call('POST', '/v1/event-types', { name: `made.${n}` }));
    expect(answers.filter((code) => code === 'made')).toHaveLength(5);
    expect(answers.filter((code) => code === 'too_many_event_types')).toHaveLength(15);
    // What is there already takes no more room.
    expect((await imported(5)).status).toBe(200);
  });
});

describe('a client that is slow', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await withLimits({ headersTimeoutMs: 300, requestTimeoutMs: 600, keepAliveTimeoutMs: 300 });
  });

  afterAll(async () => {
    await api.close();
  });

  const post = `POST /v1/applications HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\ncontent-type: application/json\r\n`;

  it.each([
    ['its headers', 'GET /health/live HTTP/1.1\r\nhost: x\r\nx-slow: ', 'a'],
    ['its body', `${post}content-length: 1000\r\n\r\n{"name":"`, 'a'],
  ])('with %s is answered and cut off, though it never falls silent', async (_name, begin, drip) => {
    const { text } = await exchange(api.url, begin, drip);
    expect(text).toMatch(/^HTTP\/1.1 408 [^]*"code":"request_timeout"/);
  });

  it('to ask again loses its connection', async () => {
    const { text, afterMs } = await exchange(api.url, 'GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1.1 200 /);
    // Fastify's own is 72 s; Node waits a second longer than it is told.
    expect(afterMs).toBeLessThan(60_000);
  });
});

describe('a client that holds connections', () => {
  it('keeps no more of them than may be', async () => {
    const api = await withLimits({ maxConnections: 2 });
    try {
      const held = await Promise.all([open(api.url), open(api.url)]);
      const third = await open(api.url);
      if (!third.closed) await once(third, 'close');
      expect(held.map(({ readyState }) => readyState)).toEqual(['open', 'open']);
      for (const socket of held) socket.destroy();
    } finally {
      await api.close();
    }
  });
});

async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** What a server says to bytes on a bare connection until it ends that; `drip` follows them for as long as it listens. */
async function exchange(url: string, bytes: string, drip?: string): Promise<{ text: string; afterMs: number }> {
  const begun = performance.now();
  const socket = await open(url);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  socket.write(bytes);
  const dripping = drip === undefined ? undefined : setInterval(() => socket.write(drip), 50);
  await once(socket, 'close');
  clearInterval(dripping);
  return { text, afterMs: performance.now() - begun };
}

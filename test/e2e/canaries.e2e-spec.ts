import { findFreePort } from '#embedded';
import { newUuid } from '#persistence';
import { generateMasterKey } from '#signing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { canary, leaksIn } from '../harness/canaries.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { eventually } from '../harness/eventually.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';
import { startRedisServer, type RedisServer } from '../harness/redis.js';
import { startRole, type RoleProcess } from '../harness/run-role.js';

const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ format: 'pem', type: 'pkcs8' })
  .toString();

/** Something recognisable in every place where a secret lives. */
const secrets: Record<string, string> = {
  databasePassword: canary('database'),
  redisPassword: canary('redis'),
  masterKey: generateMasterKey(),
  adminKey: canary('admin'),
  endpointSecret: randomBytes(32).toString('base64'),
  privateKey: privateKey.split('\n')[1] ?? '',
  headerValue: canary('header'),
  urlToken: canary('token'),
  unknownKey: canary('unknown'),
  badSecret: canary('bad'),
  payload: canary('payload'),
};

/** Where the database holds what customers set, and what was sent to them: for who may read it in the API. */
const keptOpen: Record<string, readonly string[]> = {
  headerValue: ['endpoint', 'attempt'],
  urlToken: ['endpoint', 'attempt'],
  payload: ['event'],
};

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: Record<string, string>;
}

describe('secrets', () => {
  let directory: string;
  let clone: TestDatabase;
  let redis: RedisServer | undefined;
  let receiver: Receiver;
  let api: RoleProcess;
  let dispatcher: RoleProcess;
  let url: string;
  let environment: Record<string, string>;
  const role = `canary_${randomBytes(4).toString('hex')}`;
  const problems: string[] = [];

  async function call(method: string, path: string, body?: unknown, key = secrets['adminKey']): Promise<Answer> {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status >= 400) problems.push(text);
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, text, body: (isJson ? JSON.parse(text) : {}) as Answer['body'] };
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'postrider-canaries-'));
    clone = await cloneDatabase();
    redis = await startRedisServer(directory, undefined, secrets['redisPassword']);
    receiver = await startReceiver();
    const password = secrets['databasePassword'] ?? '';
    await clone.query(`create role ${role} superuser login password '${password}'`);
    const database = new URL(clone.url);
    Object.assign(database, { username: role, password });
    const port = await findFreePort();
    url = `http://127.0.0.1:${port}`;
    environment = {
      DATABASE_URL: database.href,
      ...(redis !== undefined && { REDIS_URL: redis.url }),
      POSTRIDER_MASTER_KEY: secrets['masterKey'] ?? '',
      POSTRIDER_ADMIN_KEY: secrets['adminKey'] ?? '',
      PORT: String(port),
      EGRESS_ALLOW: '127.0.0.0/8',
      EGRESS_HTTP: 'true',
      LOG_LEVEL: 'trace',
    };
    api = startRole('api', environment);
    dispatcher = startRole('dispatcher', environment);
    await eventually(async () => {
      expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    });
    await tour();
  });

  afterAll(async () => {
    await Promise.all([api.stop(), dispatcher.stop()]);
    await receiver.close();
    await redis?.stop();
    await clone.query(`drop role ${role}`);
    await clone.drop();
    await rm(directory, { recursive: true, force: true });
  });

  /** Everything that a system goes through: what works, what is refused, receivers that fail, faults of our own. */
  async function tour(): Promise<void> {
    const app = '/v1/applications/acme';
    expect((await call('POST', '/v1/applications', { name: 'Acme', uid: 'acme' })).status).toBe(201);
    secrets['apiKey'] = (await call('POST', '/v1/api-keys', { name: 'key', application: 'acme' })).body['key'] ?? '';
    secrets['portalToken'] = (await call('POST', `${app}/portal-sessions`, {})).body['token'] ?? '';
    const fields = {
      url: `${receiver.url}?token=${secrets['urlToken']}`,
      headers: { 'x-api-key': secrets['headerValue'] },
      subscriptions: [{ eventType: 'customer.event.create' }],
      retryPolicy: 'three-attempts',
    };
    const endpoints = `${app}/endpoints`;
    const endpoint = `${endpoints}/${(await call('POST', endpoints, fields, secrets['apiKey'])).body['id']}`;
    const secret = `whsec_${secrets['endpointSecret']}`;
    expect((await call('POST', `${endpoint}/secrets/rotate`, { secret, overlapSeconds: 0 })).status).toBe(201);
    const grid = (await call('POST', endpoints, { ...fields, contract: 'grid' })).body['id'];
    const imported = await call('POST', `${endpoints}/${grid}/secrets/rotate`, { secret: privateKey });
    expect(imported.status).toBe(201);

    await refusals(endpoints, endpoint, fields);
    for (const status of [204, 404, 500]) {
      receiver.answerWith(status);
      await emitAndWait(app);
    }
    receiver.answerWith((_request, response) => response.destroy());
    await emitAndWait(app);
    await call('POST', `${endpoint}/test`, {}, secrets['portalToken']);
    await call('PATCH', endpoint, { url: `${receiver.url}?token=${secrets['urlToken']}&again=1`, headers: {} });
    await tamper(endpoint, app);
  }

  async function refusals(endpoints: string, endpoint: string, fields: object): Promise<void> {
    const metadata = 'http://169.254.169.254/';
    for (const broken of [
      { url: `${metadata}?token=${secrets['urlToken']}` },
      { url: `https://user:${secrets['urlToken']}@example.com/` },
      { url: `not a url ${secrets['urlToken']}` },
      { headers: { 'bad header': secrets['headerValue'] } },
      { headers: { authorization: `${secrets['headerValue']}\n` } },
      { unknown: secrets['headerValue'] },
    ]) {
      expect((await call('POST', endpoints, { ...fields, ...broken })).status).toBe(422);
    }
    expect((await call('POST', `${endpoint}/secrets/rotate`, { secret: secrets['badSecret'] })).status).toBe(422);
    expect((await call('POST', endpoints, `{"url":"${secrets['urlToken']}`)).status).toBe(400);
    expect((await call('GET', endpoints, undefined, secrets['unknownKey'])).status).toBe(401);
    expect((await call('GET', `/nowhere?token=${secrets['urlToken']}`)).status).toBe(404);
    expect((await call('GET', `${endpoints}?api_key=${secrets['apiKey']}`)).status).toBe(400);
    expect((await call('GET', `/v1/api-keys/${secrets['unknownKey']}`)).status).toBe(404);
    // The path of a request stands in its answer, for whoever sent it; it must stand nowhere else.
    problems.pop();
    const unfit = { type: 'customer.event.create', payload: { customer_id: secrets['payload'] } };
    expect((await call('POST', endpoints.replace('endpoints', 'events'), unfit)).status).toBe(422);
  }

  const emitted = () => ({
    type: 'customer.event.create',
    payload: { customer_id: newUuid(), email: `${secrets['payload']}@example.com` },
  });

  async function emitAndWait(app: string): Promise<void> {
    const before = receiver.requests.length;
    expect((await call('POST', `${app}/events`, emitted())).status).toBe(202);
    await eventually(() => {
      expect(receiver.requests.length).toBeGreaterThan(before);
    });
  }

  /** A sealed secret that opens no more: faults of the API and of the dispatcher, with their stacks. */
  async function tamper(endpoint: string, app: string): Promise<void> {
    await clone.query(`update postrider.secret set sealed = left(sealed, -4) || 'AAAA'`);
    expect((await call('GET', `${endpoint}/secrets`)).status).toBe(500);
    expect((await call('POST', `${app}/events`, emitted())).status).toBe(202);
    await eventually(() => {
      expect(dispatcher.output()).toContain('sealed text');
    });
  }

  it('were all in use', async () => {
    const [first] = receiver.requests.filter(({ headers }) => 'webhook-signature' in headers);
    expect(first?.path).toContain(secrets['urlToken']);
    expect(first?.headers['x-api-key']).toBe(secrets['headerValue']);
    expect(first?.body).toContain(secrets['payload']);
    const headers = Object.fromEntries(Object.entries(first?.headers ?? {}).map(([k, v]) => [k, String(v)]));
    const verifier = new Webhook(`whsec_${secrets['endpointSecret']}`);
    expect(() => verifier.verify(first?.body ?? '', headers)).not.toThrow();
    expect(receiver.requests.some((request) => 'x-grid-signature' in request.headers)).toBe(true);
    const sessions = await clone.query('select from pg_stat_activity where usename = $1', [role]);
    expect(sessions.length).toBeGreaterThan(1);
    for (const name of ['apiKey', 'portalToken']) expect(secrets[name]).toMatch(/^[\w-]{40,}$/);
    expect(problems.length).toBeGreaterThan(12);
    expect(leaksIn(Buffer.from(`ab${secrets['payload']}cd`).toString('base64'), secrets)).toEqual(['payload']);
  });

  it('are in no line that a process writes, at any level', () => {
    for (const process of [api, dispatcher]) {
      expect(process.output().length).toBeGreaterThan(500);
      expect(leaksIn(process.output(), secrets)).toEqual([]);
    }
    expect(api.output()).toContain('"level":20');
    expect(api.output()).toContain('endpoint refused');
  });

  it('are in no refusal', () => {
    expect(leaksIn(problems.join('\n'), secrets)).toEqual([]);
  });

  it('are neither in the audit log, nor in what anybody may read', async () => {
    const audit = await call('GET', '/v1/audit?limit=100');
    expect(audit.text).toContain('secret.rotate');
    expect(leaksIn(audit.text, secrets)).toEqual([]);
    for (const path of ['/metrics', '/openapi.json', '/.well-known/jwks.json', '/health/ready', '/v1/api-keys']) {
      const { status, text } = await call('GET', path);
      expect([path, status, leaksIn(text, secrets)]).toEqual([path, 200, []]);
    }
  });

  it('are in the log of attempts only where a customer put them into what is sent', async () => {
    const { body } = await call('GET', '/v1/applications/acme/deliveries?limit=100');
    const deliveries = body['data'] as unknown as readonly { readonly id: string }[];
    expect(deliveries.length).toBeGreaterThan(4);
    let text = '';
    for (const { id } of deliveries) {
      text += (await call('GET', `/v1/applications/acme/deliveries/${id}/attempts`)).text;
    }
    expect(leaksIn(text, secrets).sort()).toEqual(['headerValue', 'urlToken']);
  });

  it('are in the database only where it must have them open', async () => {
    const tables = await clone.query<{ name: string; place: string }>(
      `select c.relname as name, format('%I.%I', n.nspname, c.relname) as place
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('postrider', 'bullmq') and c.relkind in ('r', 'p') and not c.relispartition`,
    );
    expect(tables.length).toBeGreaterThan(10);
    const found: Record<string, string[]> = {};
    for (const { name, place } of tables) {
      const rows = await clone.query<{ text: string | null }>(
        `select string_agg(to_jsonb(t)::text, ' ') as text from ${place} t`,
      );
      for (const secret of leaksIn(rows[0]?.text ?? '', secrets)) (found[secret] ??= []).push(name);
    }
    for (const [secret, places] of Object.entries(found)) {
      expect([secret, places.filter((place) => keptOpen[secret]?.includes(place) !== true)]).toEqual([secret, []]);
    }
    expect(Object.keys(found).sort()).toEqual(Object.keys(keptOpen).sort());
  });

  it('are not in the queue', async () => {
    if (redis === undefined) return;
    const client = new Redis(redis.url);
    try {
      const keys = await client.keys('*');
      expect(keys.length).toBeGreaterThan(1);
      expect(leaksIn((await Promise.all(keys.map((key) => contentOf(client, key)))).join('\n'), secrets)).toEqual([]);
    } finally {
      client.disconnect();
    }
  });

  it.each<[string, () => Record<string, string>]>([
    ['a master key that is none', () => ({ POSTRIDER_MASTER_KEY: secrets['badSecret'] ?? '' })],
    ['another master key than that of the secrets', () => ({ POSTRIDER_MASTER_KEY: generateMasterKey() })],
    ['a database that is not there', () => ({ DATABASE_URL: elsewhere(environment['DATABASE_URL'] ?? '') })],
    ['a wrong password', () => ({ DATABASE_URL: clone.url.replace(/:[^:@]+@/, `:${secrets['databasePassword']}@`) })],
    ['a Redis that is not there', () => ({ REDIS_URL: `redis://:${secrets['redisPassword']}@127.0.0.1:1` })],
    ['a Redis URL that is none', () => ({ REDIS_URL: `redis//:${secrets['redisPassword']}@127.0.0.1` })],
    ['an admin key that is none', () => ({ POSTRIDER_ADMIN_KEY: `${secrets['badSecret']} ä` })],
  ])('are not told by a start that fails, for %s', async (_name, changes) => {
    const change = changes();
    const { code, stdout, stderr } = await startRole('api', { ...environment, PORT: '0', ...change }).ended;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^postrider: [^\n]+\n$/);
    expect(leaksIn(stderr, { ...secrets, ...change })).toEqual([]);
  });
});

function elsewhere(url: string): string {
  const other = new URL(url);
  other.port = '1';
  return other.href;
}

async function contentOf(client: Redis, key: string): Promise<string> {
  switch (await client.type(key)) {
    case 'hash':
      return `${key} ${JSON.stringify(await client.hgetall(key))}`;
    case 'list':
      return `${key} ${(await client.lrange(key, 0, -1)).join(' ')}`;
    case 'set':
      return `${key} ${(await client.smembers(key)).join(' ')}`;
    case 'zset':
      return `${key} ${JSON.stringify(await client.zrange(key, '0', '-1'))}`;
    case 'stream':
      return `${key} ${JSON.stringify(await client.xrange(key, '-', '+'))}`;
    default:
      return `${key} ${await client.get(key)}`;
  }
}

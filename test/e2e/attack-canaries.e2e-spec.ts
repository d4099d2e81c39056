import { findFreePort } from '#embedded';
import { generateMasterKey } from '#signing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { customer } from '../harness/api.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { eventually } from '../harness/eventually.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

const apps = join(import.meta.dirname, '../../dist/apps');
const random = () => randomBytes(24).toString('base64url');

/** Real processes that log everything, told of a proxy as their environment would. */
describe('what leaves the processes', () => {
  const canaries = {
    adminKey: `ptr_${random()}`,
    masterKey: generateMasterKey(),
    secret: randomBytes(24).toString('base64'),
    secondSecret: randomBytes(24).toString('base64'),
    token: random(),
    header: random(),
  };
  let appKey: string;
  let clone: TestDatabase;
  let receiver: Receiver;
  let proxy: Server;
  let proxied = 0;
  let url: string;
  let log = '';
  const answers: string[] = [];
  const processes: ChildProcess[] = [];

  beforeAll(async () => {
    clone = await cloneDatabase();
    receiver = await startReceiver();
    proxy = createServer((socket) => {
      proxied += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    await startProcesses();
    await live();
  });

  afterAll(async () => {
    for (const child of processes) {
      if (child.exitCode !== null) continue;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    }
    proxy.close();
    await receiver.close();
    await clone.drop();
  });

  async function startProcesses(): Promise<void> {
    const port = await findFreePort();
    url = `http://127.0.0.1:${port}`;
    const via = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];
    for (const role of ['api', 'dispatcher']) {
      const child = spawn(process.execPath, [join(apps, role, 'src/main.js')], {
        env: {
          PATH: process.env['PATH'],
          DATABASE_URL: clone.url,
          POSTRIDER_MASTER_KEY: canaries.masterKey,
          POSTRIDER_ADMIN_KEY: canaries.adminKey,
          PORT: String(port),
          EGRESS_ALLOW: '127.0.0.0/8',
          EGRESS_HTTP: 'true',
          LOG_LEVEL: 'trace',
          NODE_USE_ENV_PROXY: '1',
          ...Object.fromEntries(proxies.map((name) => [name, via])),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => (log += text));
      processes.push(child);
    }
    await eventually(async () => {
      expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    });
  }

  /** `shows`: the answer is where a secret is meant to be seen. */
  async function call(method: string, path: string, body?: object, { shows = false, key = canaries.adminKey } = {}) {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json', 'idempotency-key': random() }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!shows) answers.push(text);
    return { status: response.status, body: (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown> };
  }

  /** Everything that touches a secret, done well and done badly. */
  async function live(): Promise<void> {
    await call('POST', '/v1/applications', { name: 'Acme', uid: 'acme' });
    const made = await call('POST', '/v1/api-keys', { name: 'portal', application: 'acme' }, { shows: true });
    appKey = String(made.body['key']);
    const base = '/v1/applications/acme';
    const fields = {
      url: `${receiver.url}?token=${canaries.token}`,
      subscriptions: [{ eventType: '*' }],
      headers: { 'x-api-key': canaries.header },
      // One attempt of the event stands in the log, however long it takes until somebody looks.
      retryPolicy: { maxAttempts: 2, schedule: [3600], jitter: 0 },
    };
    const created = await call('POST', `${base}/endpoints`, fields, { shows: true });
    const endpoint = `${base}/endpoints/${String(created.body['id'])}`;
    for (const secret of [canaries.secret, canaries.secondSecret]) {
      const rotation = { secret: `whsec_${secret}`, overlapSeconds: 60 };
      expect((await call('POST', `${endpoint}/secrets/rotate`, rotation, { shows: true })).status).toBe(201);
    }
    await call('POST', `${endpoint}/secrets/rotate`, { secret: `whsec_${canaries.secret}!`, overlapSeconds: -1 });
    await call('POST', `${base}/endpoints`, { ...fields, url: `ftp://x/${canaries.token}`, secret: canaries.secret });
    await call('GET', '/v1/applications', undefined, { key: `${appKey}x` });
    await call('GET', '/v1/applications', undefined, { key: appKey });
    receiver.answerWith(500);
    expect((await call('POST', `${endpoint}/test`, {})).status).toBe(200);
    expect((await call('POST', `${base}/events`, { type: 'customer.event.create', payload: customer })).status).toBe(
      202,
    );
    await eventually(() => {
      expect(receiver.requests).toHaveLength(2);
    });
    await eventually(async () => {
      expect(await clone.query('select from postrider.attempt')).toHaveLength(1);
    });
    const { body } = await call('GET', `${base}/deliveries`);
    const [delivery] = body['data'] as { id: string }[];
    const reads = [
      ...['/v1/applications', '/v1/api-keys', '/metrics', '/openapi.json', '/health/ready', '/.well-known/jwks.json'],
      ...[`${base}/events`, `${base}/deliveries/${delivery?.id}`, `${base}/deliveries/${delivery?.id}/attempts`],
    ];
    for (const path of reads) expect([path, (await call('GET', path)).status]).toEqual([path, 200]);
  }

  const keys = () => [canaries.adminKey, appKey, canaries.masterKey, canaries.secret, canaries.secondSecret];
  const holdsNone = (text: string, of: readonly string[]) => {
    expect(of.filter((canary) => text.includes(canary))).toEqual([]);
  };

  it('is no key and no secret towards receivers (D14)', () => {
    const sent = receiver.requests.map(({ path, headers, body }) => JSON.stringify([path, headers, body])).join('\n');
    expect(sent).toContain(canaries.header);
    holdsNone(sent, keys());
  });

  it('is no key, no secret, no token of a URL and no header of an endpoint in the logs (D14, A54)', () => {
    expect(log).toContain('request answered');
    expect(log).toContain('"name":"dispatcher"');
    holdsNone(log, [...keys(), canaries.token, canaries.header]);
  });

  it('is no key and no secret in answers that are not meant to show one, refusals included (D14)', () => {
    expect(answers.length).toBeGreaterThan(15);
    holdsNone(answers.join('\n'), keys());
  });

  it('is no key and no secret in the database (D14)', async () => {
    const tables = await clone.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'postrider'::regnamespace and relkind in ('r', 'p')`,
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const { name } of tables) {
      const rows = await clone.query<{ row: string }>(`select to_jsonb(t)::text as row from postrider."${name}" t`);
      holdsNone(rows.map(({ row }) => row).join('\n'), keys());
    }
  });

  it('goes straight to receivers, whatever proxy the environment names', () => {
    expect(receiver.requests.length).toBeGreaterThanOrEqual(2);
    expect(proxied).toBe(0);
  });
});

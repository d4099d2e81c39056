import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createPublicKey, generateKeyPairSync, verify, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../harness/eventually.js';
import { startPlatform, type Platform } from '../harness/platform.js';
import { startReceiver, type ReceivedRequest, type Receiver } from '../harness/receiver.js';

interface Jwk extends JsonWebKey {
  readonly kid: string;
  readonly alg: string;
}

interface Secret {
  readonly id: string;
  readonly keyId: string;
  readonly publicKey: string;
}

describe('/.well-known/jwks.json', () => {
  let platform: Platform;
  let receiver: Receiver;
  let endpoint: { readonly id: string; readonly secrets: readonly Secret[] };
  let made = 0;

  beforeAll(async () => {
    platform = await startPlatform('postgres');
    receiver = await startReceiver();
  });

  afterAll(async () => {
    await receiver.close();
    await platform.close();
  });

  beforeEach(async () => {
    made += 1;
    await platform.call('POST', '/v1/applications', { name: 'A customer', uid: `customer-${made}` });
    await addEndpoint({ contract: 'grid' });
  });

  const endpointPath = () => `/v1/applications/customer-${made}/endpoints/${endpoint.id}`;

  async function addEndpoint(fields: object): Promise<void> {
    const { status, body } = await platform.call<typeof endpoint>(
      'POST',
      `/v1/applications/customer-${made}/endpoints`,
      { url: receiver.url, subscriptions: [{ eventType: 'customer.event.create' }], ...fields },
    );
    expect(status).toBe(201);
    endpoint = body;
  }

  const rotate = async (fields: object): Promise<Secret> =>
    (await platform.call<Secret>('POST', `${endpointPath()}/secrets/rotate`, fields)).body;

  const ask = async (query: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${platform.url}/.well-known/jwks.json${query}`, { headers });
    const text = await response.text();
    const keys = response.status === 200 ? (JSON.parse(text) as { readonly keys: readonly Jwk[] }).keys : [];
    return { status: response.status, headers: response.headers, text, keys };
  };

  const keyIds = async (query: string) => (await ask(query)).keys.map(({ kid }) => kid);

  /** What is received, of all endpoints of the customer, with a signature in `header`. */
  async function deliver(header: string): Promise<ReceivedRequest> {
    const before = receiver.requests.length;
    const payload = { customer_id: '0197f9c1-4818-7141-9c2a-22000108e736' };
    await platform.call('POST', `/v1/applications/customer-${made}/events`, { type: 'customer.event.create', payload });
    return eventually(() => {
      const request = receiver.requests.slice(before).find(({ headers }) => header in headers);
      if (request === undefined) throw new Error('nothing was received');
      return request;
    });
  }

  it('gives the key that a delivery signed with P-256 verifies by', async () => {
    const { keys } = await ask(`?endpoint=${endpoint.id}`);
    expect(keys).toEqual([expect.objectContaining({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' })]);
    const { headers, body } = await deliver('x-grid-signature');
    const { s } = JSON.parse(String(headers['x-grid-signature'])) as { readonly s: string };
    const signature = Buffer.from(s, 'base64');
    const key = createPublicKey({ format: 'jwk', key: keys[0] as Jwk });
    expect(verify('sha256', Buffer.from(body), key, signature)).toBe(true);
    expect(verify('sha256', Buffer.from(`${body} `), key, signature)).toBe(false);
  });

  it('gives the key that a signature of rfc9421 names', async () => {
    await addEndpoint({});
    const { keyId } = await rotate({ scheme: 'rfc9421', overlapSeconds: 0 });
    const { headers } = await deliver('signature-input');
    const input = String(headers['signature-input']);
    const named = /keyid="([^"]+)"/.exec(input)?.[1];
    expect(named).toBe(keyId);

    const [jwk] = (await ask(`?kid=${named}`)).keys;
    expect(jwk).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', kid: keyId });
    const base = [
      '"@method": POST',
      `"@target-uri": ${receiver.url}`,
      `"content-digest": ${String(headers['content-digest'])}`,
      `"webhook-id": ${String(headers['webhook-id'])}`,
      `"@signature-params": ${input.replace(/^sig1=/, '')}`,
    ].join('\n');
    const signature = Buffer.from(/^sig1=:(.+):$/.exec(String(headers['signature']))?.[1] ?? '', 'base64');
    expect(verify(null, Buffer.from(base), createPublicKey({ format: 'jwk', key: jwk as Jwk }), signature)).toBe(true);
  });

  it('holds both keys during the overlap of a rotation, and the new one alone after it', async () => {
    const old = endpoint.secrets[0]?.keyId ?? '';
    const fresh = (await rotate({ overlapSeconds: 60 })).keyId;
    await expect(keyIds(`?endpoint=${endpoint.id}`)).resolves.toEqual([old, fresh].sort());

    await addEndpoint({ contract: 'grid' });
    const only = (await rotate({ overlapSeconds: 0 })).keyId;
    await expect(keyIds(`?endpoint=${endpoint.id}`)).resolves.toEqual([only]);
  });

  it('shows public halves of asymmetric keys, and of shared secrets nothing', async () => {
    const { text, keys, headers } = await ask('');
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(expect.arrayContaining(['alg', 'crv', 'kid', 'kty', 'use', 'x']));
      expect(key).not.toHaveProperty('d');
      expect(key).not.toHaveProperty('k');
    }
    expect(headers.get('content-type')).toContain('application/jwk-set+json');
    await addEndpoint({});
    expect(endpoint.secrets[0]?.keyId).toBeUndefined();
    await expect(keyIds(`?endpoint=${endpoint.id}`)).resolves.toEqual([]);
    expect(text).not.toContain('PRIVATE');
  });

  it('lists a key once that several endpoints sign with', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const secret = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const first = (await rotate({ secret, overlapSeconds: 0 })).keyId;
    await addEndpoint({ contract: 'grid' });
    expect((await rotate({ secret, overlapSeconds: 0 })).keyId).toBe(first);
    await expect(keyIds(`?kid=${first}`)).resolves.toEqual([first]);
  });

  it('is empty for an endpoint and for a key that nobody knows', async () => {
    for (const query of ['?kid=unknown', '?endpoint=x', '?endpoint=ep_01kah2v2mme1sv0b1hp8r7mxf4']) {
      const { status, keys } = await ask(query);
      expect([query, status, keys]).toEqual([query, 200, []]);
    }
    for (const query of ['?kid=a%00b', '?application=x', '?kid=a&kid=b']) expect((await ask(query)).status).toBe(400);
  });

  it('may be kept for a minute, and answers 304 to who has it', async () => {
    const { headers } = await ask(`?endpoint=${endpoint.id}`);
    expect(headers.get('cache-control')).toBe('public, max-age=60');
    const etag = headers.get('etag') ?? '';
    const again = await ask(`?endpoint=${endpoint.id}`, { 'if-none-match': `"other", W/${etag}` });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
    expect((await ask(`?endpoint=${endpoint.id}`, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('refuses to give all keys at once where they are too many', async () => {
    const others = await startPlatform('postgres');
    try {
      await others.clone.query(`
        with application as (
          insert into postrider.application (id, name) values (gen_random_uuid(), 'test') returning id
        ), endpoint as (
          insert into postrider.endpoint (id, application_id, url, name, retry_policy)
          select gen_random_uuid(), id, 'http://127.0.0.1:9/', 'test', '"three-attempts"' from application returning id
        )
        insert into postrider.secret (id, endpoint_id, scheme, sealed, public_key, key_id)
        select gen_random_uuid(), endpoint.id, 'grid', '', '', n::text from endpoint, generate_series(1, 1001) as n`);
      const response = await fetch(`${others.url}/.well-known/jwks.json`);
      expect([response.status, await response.json()]).toEqual([
        409,
        expect.objectContaining({ code: 'too_many_keys' }),
      ]);
    } finally {
      await others.close();
    }
  });

  it('knows the ids of keys from before there were ids', async () => {
    await rotate({ overlapSeconds: 60 });
    await addEndpoint({});
    await rotate({ scheme: 'rfc9421', overlapSeconds: 0 });
    const read = () => platform.clone.query('select id, key_id from postrider.secret order by id');
    const before = await read();
    await platform.clone.query('alter table postrider.secret drop column key_id');
    const migration = join(import.meta.dirname, '../../prisma/migrations/20261121060000_key_ids/migration.sql');
    await platform.clone.query(readFileSync(migration, 'utf8'));
    expect(before.filter(({ key_id }) => key_id !== null).length).toBeGreaterThan(2);
    await expect(read()).resolves.toEqual(before);
  });
});

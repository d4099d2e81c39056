import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { makeApplication, startTestApi, type ApplicationCalls, type Problem, type TestApi } from '../harness/api.js';

interface Secret {
  readonly id: string;
  readonly scheme: string;
  readonly secret?: string;
  readonly publicKey?: string;
  readonly expiresAt: string | null;
}

describe('secrets of an endpoint', () => {
  let api: TestApi;
  let app: ApplicationCalls;
  let path: string;
  let first: Secret;
  const create = (fields: object = {}) =>
    api.call<{ id: string; secrets: Secret[] }>('POST', `${app.base}/endpoints`, {
      url: 'http://127.0.0.1:9/hook',
      subscriptions: [{ eventType: 'customer.event.*' }],
      ...fields,
    });
  const pointersOf = ({ errors = [] }: Problem) => errors.map(({ pointer }) => pointer);
  const list = async () => (await api.call<{ data: Secret[] }>('GET', path)).body.data;
  const rotate = (body?: object) => api.call<Secret & Problem>('POST', `${path}/rotate`, body);

  beforeAll(async () => {
    api = await startTestApi();
    app = await makeApplication(api, 'acme');
    const { body } = await create();
    path = `${app.base}/endpoints/${body.id}/secrets`;
    first = body.secrets[0] as Secret;
  });

  afterAll(async () => {
    await api.close();
  });

  it('are sealed in the database', async () => {
    const rows = await api.clone.query<{ row: string }>('select to_jsonb(s)::text as row from postrider.secret s');
    const material = (first.secret ?? '').slice('whsec_'.length);
    for (const { row } of rows) expect(row).not.toContain(material);
  });

  it('sign on beside a new one for the overlap, and no longer', async () => {
    const before = Date.now();
    const second = await rotate({ overlapSeconds: 60 });
    expect(second.status).toBe(201);
    const [newest, older] = await list();
    expect([newest?.id, newest?.expiresAt, older?.id]).toEqual([second.body.id, null, first.id]);
    expect(Date.parse(older?.expiresAt ?? '') - before).toBeGreaterThanOrEqual(60_000);
    await rotate({ overlapSeconds: 0 });
    expect(await list()).toHaveLength(1);
  });

  it('may be brought along', async () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLjSw';
    expect((await rotate({ overlapSeconds: 0, secret })).body).toMatchObject({ scheme: 'standard', secret });
  });

  it('may sign by another scheme of the contract, whose private half is never shown', async () => {
    const { body } = await rotate({ scheme: 'standard-ed25519', overlapSeconds: 60 });
    expect(body.publicKey).toContain('-----BEGIN PUBLIC KEY-----');
    expect(body).not.toHaveProperty('secret');
    expect(JSON.stringify(await list())).not.toContain('PRIVATE');
  });

  it.each<[string, object, string]>([
    ['is weak', { secret: 'whsec_abc' }, '/secret'],
    ['is of another scheme', { scheme: 'grid' }, '/scheme'],
    ['overlaps without end', { overlapSeconds: 31_536_000 }, '/overlapSeconds'],
  ])('are not replaced by one that %s', async (_name, fields, pointer) => {
    const { status, body } = await rotate({ overlapSeconds: 0, scheme: 'standard', ...fields });
    expect([status, pointersOf(body)]).toEqual([422, [pointer]]);
  });

  it.each<[string, string]>([
    ['grid', 'secp384r1'],
    ['standard', 'prime256v1'],
  ])('are not replaced by a key of the wrong curve (%s, %s)', async (contract, namedCurve) => {
    const { body } = await create({ contract });
    const secrets = `${app.base}/endpoints/${body.id}/secrets`;
    const key = generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    const scheme = contract === 'standard' ? 'standard-ed25519' : contract;
    const refused = await api.call<Problem>('POST', `${secrets}/rotate`, { scheme, overlapSeconds: 0, secret: key });
    expect([refused.status, pointersOf(refused.body)]).toEqual([422, ['/secret']]);
    const left = (await api.call<{ data: Secret[] }>('GET', secrets)).body.data;
    expect(left.map(({ id, expiresAt }) => [id, expiresAt])).toEqual([[body.secrets[0]?.id, null]]);
  });

  it('are eight at most', async () => {
    await rotate({ scheme: 'standard', overlapSeconds: 0 });
    for (let count = 1; count < 8; count += 1) expect((await rotate({ overlapSeconds: 60 })).status).toBe(201);
    const { status, body } = await rotate({ overlapSeconds: 60 });
    expect([status, body.code]).toEqual([409, 'too_many_secrets']);
  });
});

import { loadConfig } from '#config';
import { newUuid, openDatabase, publicId, type Database } from '#persistence';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startApi, type RunningApi } from '../../apps/api/src/index.js';
import { makeApplication, startTestApi, type ApplicationCalls, type TestApi } from '../harness/api.js';
import { eventually } from '../harness/eventually.js';
import { listen, type Ear } from '../harness/listen.js';
import { testConfig } from '../harness/test-config.js';

const { limits } = loadConfig({}, { embedded: true });
const slots = 8;

describe('the live stream of attempts', () => {
  let api: TestApi;
  let secondApi: RunningApi;
  let database: Database;
  let app: ApplicationCalls;
  let endpoint: { readonly id: string; readonly uuid: string };
  let ears: Ear[] = [];

  beforeAll(async () => {
    api = await startTestApi({ limits: { ...limits, maxListenersPerKey: slots } });
    secondApi = await startApi(testConfig({ databaseUrl: api.clone.url, masterKey: api.masterKey }), {
      waker: { wake: () => undefined, poke: () => undefined },
    });
    database = openDatabase({ url: api.clone.url, poolSize: 4, applicationName: 'test' });
    app = await makeApplication(api, 'acme');
    endpoint = await app.addEndpoint();
  });

  afterEach(() => {
    for (const ear of ears) ear.kill();
    ears = [];
  });

  afterAll(async () => {
    await database.close();
    await secondApi.close();
    await api.close();
  });

  const hear = async (query = '', options: { from?: string | undefined; url?: string; key?: string } = {}) => {
    const headers = options.from === undefined ? {} : { 'last-event-id': options.from };
    const url = `${options.url ?? api.url}${app.base}/live${query}`;
    const ear = await listen(url, options.key ?? api.adminKey, headers);
    ears.push(ear);
    // From its first id on it is told of everything.
    if (ear.status === 200)
      await eventually(() => {
        expect(ear.lastId() ?? ear.heard[0]).toBeDefined();
      });
    return ear;
  };

  interface Made {
    readonly endpointId?: string;
    readonly outcome?: string;
    readonly diagnosis?: string;
  }

  const insert = (ids: readonly string[], made: Made = {}) => ({
    text: `insert into postrider.attempt (id, delivery_id, endpoint_id, number, outcome, diagnosis, status, duration_ms,
                                          timings, url, request_headers, delivery_state)
           select id, $2, $3, 1, $4, $5, 204, 7, '{}', 'http://127.0.0.1:9/', '[]', 'delivered'
           from unnest($1::uuid[]) as u(id)`,
    values: [ids, newUuid(), made.endpointId ?? endpoint.uuid, made.outcome ?? 'delivered', made.diagnosis ?? ''],
  });

  const ids = (count: number) => Array.from({ length: count }, () => newUuid());
  const publicIds = (uuids: readonly string[]) => uuids.map((uuid) => publicId('attempt', uuid));
  const heardBy = (ear: Ear) => ear.heard.map(({ data }) => data?.['id']);
  /** Names nothing when it fails: the list may be long, and is looked at many times. */
  const hearsOf = (ear: Ear | undefined, uuid: string) =>
    eventually(() => {
      if (ear?.heard.at(-1)?.data?.['id'] !== publicId('attempt', uuid))
        throw new Error(`not told of ${uuid}, of ${ear?.heard.length}`);
    });
  const hears = (ear: Ear, uuids: readonly string[]) =>
    eventually(() => {
      expect(heardBy(ear)).toEqual(publicIds(uuids));
    });

  it('tells every listener of each attempt once, in order', async () => {
    const [one, other] = [await hear(), await hear('', { url: secondApi.url })];
    expect(one.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    const made = ids(3);
    for (const id of made) await database.hot.query(insert([id]));
    await hears(one, made);
    await hears(other, made);
    expect(one.heard[0]).toMatchObject({
      event: 'attempt',
      data: { endpointId: endpoint.id, outcome: 'delivered', status: 204, durationMs: 7, deliveryState: 'delivered' },
    });
  });

  it('tells of what it was asked for', async () => {
    const second = await app.addEndpoint();
    const foreign = await (await makeApplication(api, 'other')).addEndpoint();
    const [ofEndpoint, ofOutcome, all] = [
      await hear(`?endpoint=${second.id}`),
      await hear('?outcome=timed_out'),
      await hear(),
    ];
    const [one, two, three, four] = ids(4) as [string, string, string, string];
    await database.hot.query(insert([one]));
    await database.hot.query(insert([two], { endpointId: second.uuid }));
    await database.hot.query(insert([three], { outcome: 'timed_out' }));
    await database.hot.query(insert([four], { endpointId: foreign.uuid }));
    const last = newUuid();
    await database.hot.query(insert([last], { endpointId: second.uuid, outcome: 'timed_out' }));
    await hears(all, [one, two, three, last]);
    await hears(ofEndpoint, [two, last]);
    await hears(ofOutcome, [three, last]);
  });

  it('tells of what was committed late, whatever its id', async () => {
    const ear = await hear();
    const [late, early] = ids(2) as [string, string];
    await database.transaction(async (transaction) => {
      await transaction.query(insert([late]));
      await database.hot.query(insert([early]));
      await hears(ear, [early]);
    });
    await hears(ear, [early, late]);
  });

  it('goes on where a killed connection left off, at any process, without loss or doubles', async () => {
    const first = await hear();
    const [before, late, ...missed] = ids(2_500) as [string, string, ...string[]];
    await database.transaction(async (transaction) => {
      // Older than what the client was told of last, and committed while it is away.
      await transaction.query(insert([late]));
      await database.hot.query(insert([before]));
      await hears(first, [before]);
      first.kill();
      await database.hot.query(insert(missed));
    });
    const second = await hear('', { from: first.lastId(), url: secondApi.url });
    const after = newUuid();
    await database.hot.query(insert([after]));
    await hearsOf(second, after);
    const told = heardBy(second);
    expect(told).toHaveLength(missed.length + 2);
    expect(new Set(told)).toEqual(new Set(publicIds([late, ...missed, after])));
  });

  it('goes on from within what was committed at once', async () => {
    const first = await hear();
    const made = ids(50);
    await database.hot.query(insert(made));
    await hears(first, made);
    for (const at of [0, 17, 48, 49]) {
      const again = await hear('', { from: first.heard[at]?.id });
      const marker = newUuid();
      await database.hot.query(insert([marker]));
      await hearsOf(again, marker);
      expect(heardBy(again)).toEqual(publicIds([...made.slice(at + 1), marker]));
      made.push(marker);
      await hears(first, made);
    }
  });

  it.each([
    ['that means nothing', 'atm_01kah2v2mme1sv0b1hp8r7mxf4', null],
    ['of long ago', '1700000000000_10:10:', '2023-11-14T22:13:20.000Z'],
  ])('says that attempts may be missing after an id %s', async (_name, from, since) => {
    const ear = await hear('', { from });
    expect(ear.heard).toMatchObject([{ event: 'gap', data: { since, until: expect.any(String) } }]);
    const id = newUuid();
    await database.hot.query(insert([id]));
    await hearsOf(ear, id);
    expect(ear.heard).toHaveLength(2);
  });

  it('cuts off a listener that takes nothing, and no other', async () => {
    const [slow, quick] = [await hear(), await hear()];
    slow.pause();
    const listeners = async () => {
      const { text } = await api.call('GET', '/metrics', undefined, { key: null });
      return Number(/^postrider_live_listeners (\d+)$/m.exec(text)?.[1]);
    };
    // Those of the test before may not have been missed yet.
    await eventually(async () => {
      expect(await listeners()).toBe(2);
    });
    // More than the buffers of any connection hold.
    let told = 0;
    for (; told < 20_000 && (await listeners()) === 2; told += 500) {
      const made = ids(500);
      await database.hot.query(insert(made, { diagnosis: 'x'.repeat(2_000) }));
      await hearsOf(quick, made.at(-1) ?? '');
    }
    expect([await listeners(), quick.heard.length]).toEqual([1, told]);
  });

  it('is bounded for one key', async () => {
    const { body } = await api.call<{ key: string }>('POST', '/v1/api-keys', { name: 'live', application: 'acme' });
    for (let open = 0; open < slots; open += 1) await hear('', { key: body.key });
    const refused = await hear('', { key: body.key });
    expect([refused.status, refused.refusal.code, refused.headers['retry-after']]).toEqual([
      429,
      'too_many_listeners',
      '5',
    ]);
    ears[0]?.kill();
    await eventually(async () => {
      expect((await hear('', { key: body.key })).status).toBe(200);
    });
  });

  it('keeps no place for HEAD, which has no stream', async () => {
    const { body } = await api.call<{ key: string }>('POST', '/v1/api-keys', { name: 'head', application: 'acme' });
    for (let asked = 0; asked < 2 * slots; asked += 1) {
      await eventually(async () => {
        expect((await api.call('HEAD', `${app.base}/live`, undefined, { key: body.key })).status).toBe(200);
      });
    }
    await eventually(async () => {
      expect((await hear('', { key: body.key })).status).toBe(200);
    });
  });

  it('is of an application, to whoever may see it', async () => {
    const { body } = await api.call<{ key: string }>('POST', '/v1/api-keys', { name: 'other', application: 'other' });
    expect((await hear('', { key: body.key })).refusal.code).toBe('application_not_found');
    const foreign = await (await makeApplication(api, 'third')).addEndpoint();
    expect((await hear(`?endpoint=${foreign.id}`)).refusal.code).toBe('endpoint_not_found');
    expect((await hear('?outcome=well')).refusal.code).toBe('invalid_query');
  });

  it('asks the database for nothing while nobody listens', async () => {
    await eventually(async () => {
      const rows = await api.clone.query(
        `select from pg_stat_activity where query like '%pg_visible_in_snapshot%' and pid <> pg_backend_pid()
         and state_change > now() - interval '2 seconds'`,
      );
      expect(rows).toEqual([]);
    });
  });

  it('E2: ends with its portal session, and with no other', async () => {
    const makeSession = async () =>
      (await api.call<{ id: string; token: string }>('POST', `${app.base}/portal-sessions`, {})).body;
    const [kept, revoked] = [await makeSession(), await makeSession()];
    // Looked at in the order in which they came.
    const first = await hear('', { key: kept.token });
    const second = await hear('', { key: revoked.token });
    await api.call('DELETE', `${app.base}/portal-sessions/${revoked.id}`);
    expect(await second.ended()).toBe(true);
    const [uuid] = ids(1) as [string];
    await database.hot.query(insert([uuid]));
    await hearsOf(first, uuid);
  });

  it('tells a credential nothing once it is revoked, and ends', async () => {
    const { body } = await api.call<{ id: string; key: string }>('POST', '/v1/api-keys', {
      name: 'revoked',
      application: 'acme',
    });
    const [revoked, kept] = [await hear('', { key: body.key }), await hear()];
    await api.call('DELETE', `/v1/api-keys/${body.id}`);
    const [uuid] = ids(1) as [string];
    await database.hot.query(insert([uuid]));
    await hearsOf(kept, uuid);
    expect(await revoked.ended()).toBe(true);
    expect(revoked.heard).toEqual([]);
  }, 40_000);

  it('ends properly when its process does', async () => {
    const own = await startApi(testConfig({ databaseUrl: api.clone.url, masterKey: api.masterKey }), {
      waker: { wake: () => undefined, poke: () => undefined },
    });
    const ear = await hear('', { url: own.url });
    await own.close();
    expect(await ear.ended()).toBe(true);
  });
});

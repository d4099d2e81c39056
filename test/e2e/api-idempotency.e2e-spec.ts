import { openDatabase } from '#persistence';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { PartitionKeeper } from '../../apps/dispatcher/src/partitions/partition-keeper.js';
import { makeApplication, startTestApi, type Answer, type ApplicationCalls, type TestApi } from '../harness/api.js';
import { eventually } from '../harness/eventually.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

describe('an Idempotency-Key', () => {
  let api: TestApi;
  let acme: ApplicationCalls;
  let made = 0;

  beforeAll(async () => {
    api = await startTestApi();
    acme = await makeApplication(api, 'acme');
  });

  afterAll(async () => {
    await api.close();
  });

  const freshKey = () => `key-${(made += 1)}`;
  const post = (path: string, body: unknown, key: string, as = api.adminKey) =>
    api.call('POST', path, body, { headers: { 'idempotency-key': key }, key: as });
  const codeOf = ({ status, body }: Answer<Record<string, unknown>>) => body['code'] ?? status;
  const isReplay = ({ headers }: Answer<unknown>) => headers.get('idempotent-replayed') === 'true';
  const named = (name: string) =>
    api.clone.query<{ id: string }>('select id from postrider.application where name = $1', [name]);
  const apiKeyOf = async (application: string) =>
    String((await api.call('POST', '/v1/api-keys', { name: 'portal', application })).body['key']);

  it('has ten requests at once do one thing', async () => {
    const key = freshKey();
    const ask = () => post('/v1/applications', { name: 'Ten at once' }, key);
    const answers = await Promise.all(Array.from({ length: 10 }, ask));
    const [done] = await named('Ten at once');
    expect(await named('Ten at once')).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 201 && !isReplay(answer))).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect([codeOf(answer), answer.headers.get('retry-after')]).toEqual(['idempotency_key_in_use', '1']);
    }
    expect(done).toBeDefined();
    expect(isReplay(await ask())).toBe(true);
  });

  it('is not another request', async () => {
    const key = freshKey();
    expect((await post('/v1/applications', { name: 'Mine' }, key)).status).toBe(201);
    const others = [
      await post('/v1/applications', { name: 'Yours' }, key),
      await post('/v1/applications', { name: 'Mine', uid: 'mine' }, key),
      await post('/v1/api-keys', { name: 'Mine' }, key),
      await post(`${acme.base}/events`, { type: 'customer.event.create', payload: {} }, key),
    ];
    expect(others.map(codeOf)).toEqual(Array(4).fill('idempotency_key_reused'));
    expect(await named('Yours')).toEqual([]);
  });

  it('is the same request, whichever name the path gives its application', async () => {
    const { body } = await api.call('GET', acme.base);
    const key = freshKey();
    const endpoint = { url: 'http://127.0.0.1:9/', subscriptions: [{ eventType: '*' }] };
    const first = await post(`${acme.base}/endpoints`, endpoint, key);
    const second = await post(`/v1/applications/${String(body['id'])}/endpoints`, endpoint, key);
    expect([first.status, second.text, isReplay(second)]).toEqual([201, first.text, true]);
  });

  it('is of the operator or of one application, and none finds what another did', async () => {
    await makeApplication(api, 'theirs');
    const key = freshKey();
    const endpoint = { url: 'http://127.0.0.1:9/', subscriptions: [{ eventType: '*' }] };
    const ask = (as: string) => post(`${acme.base}/endpoints`, endpoint, key, as);
    const [one, other] = [await apiKeyOf('acme'), await apiKeyOf('acme')];
    const answers = [await ask(api.adminKey), await ask(one), await ask(other)];
    expect(answers.map((answer) => [answer.status, isReplay(answer)])).toEqual([
      [201, false],
      [201, false],
      [201, true],
    ]);
    expect(answers.map(({ body }) => body['id'])).not.toEqual(Array(3).fill(answers[0]?.body['id']));
    expect(answers[2]?.text).toBe(answers[1]?.text);
    expect(codeOf(await ask(await apiKeyOf('theirs')))).toBe('application_not_found');
  });

  it('is remembered by another process, with what was said once', async () => {
    const key = freshKey();
    const first = await post('/v1/api-keys', { name: 'deploy' }, key);
    await api.restart();
    const second = await post('/v1/api-keys', { name: 'deploy' }, key);
    expect([second.status, second.text, isReplay(second)]).toEqual([201, first.text, true]);

    const [row] = await api.clone.query<{ row: string }>(
      'select to_jsonb(k)::text as row from postrider.idempotency_key k where key = $1',
      [key],
    );
    expect(row?.row).toContain('"answer": "v1.');
    for (const secret of [String(first.body['key']), String(first.body['id'])]) expect(row?.row).not.toContain(secret);
  });

  it.each<[string, object, string]>([
    ['a refusal of what the request asks for', { name: 'x', uid: 'acme' }, 'application_uid_taken'],
    ['no refusal of the request itself', { name: '' }, 'validation_failed'],
  ])('keeps %s', async (_name, body, code) => {
    const key = freshKey();
    const [first, second] = [await post('/v1/applications', body, key), await post('/v1/applications', body, key)];
    expect([first, second].map(codeOf)).toEqual([code, code]);
    expect(isReplay(second)).toBe(code === 'application_uid_taken');
    const corrected = await post('/v1/applications', { name: 'corrected' }, key);
    expect(codeOf(corrected)).toBe(code === 'application_uid_taken' ? 'idempotency_key_reused' : 201);
  });

  it('may be used again after a day, and is deleted then', async () => {
    const key = freshKey();
    const ask = () => post('/v1/applications', { name: 'Daily' }, key);
    const kept = () => api.clone.query('select from postrider.idempotency_key where key = $1', [key]);
    const expire = () =>
      api.clone.query('update postrider.idempotency_key set expires_at = now() where key = $1', [key]);
    await ask();
    await expire();
    expect(isReplay(await ask())).toBe(false);
    expect(await named('Daily')).toHaveLength(2);

    const database = openDatabase({ url: api.clone.url, poolSize: 1, applicationName: 'test' });
    try {
      const keeper = new PartitionKeeper(database, 30, { info: () => undefined });
      await keeper.keep();
      expect(await kept()).toHaveLength(1);
      await expire();
      await keeper.keep();
    } finally {
      await database.close();
    }
    expect(await kept()).toEqual([]);
  });

  describe('of a request that takes its time', () => {
    let receiver: Receiver;
    let held: ServerResponse[];
    let path: string;

    beforeEach(async () => {
      held = [];
      receiver = await startReceiver();
      receiver.answerWith((_request, response) => held.push(response));
      path = `${acme.base}/endpoints/${(await acme.addEndpoint({ url: receiver.url })).id}/test`;
    });

    afterEach(async () => {
      await receiver.close();
    });

    const received = (count: number) =>
      eventually(() => {
        expect(held).toHaveLength(count);
      });
    const answerAll = () => {
      for (const response of held) response.writeHead(204).end();
    };

    it('is in use for as long, and sends once', async () => {
      const key = freshKey();
      const first = post(path, {}, key);
      await received(1);
      const repeat = await post(path, {}, key);
      expect([repeat.status, codeOf(repeat), repeat.headers.get('retry-after')]).toEqual([
        409,
        'idempotency_key_in_use',
        '1',
      ]);
      expect(codeOf(await post(path, { eventType: 'a.b' }, key))).toBe('idempotency_key_reused');
      answerAll();
      const { status, text } = await first;
      const replayed = await post(path, {}, key);
      expect([status, replayed.text, isReplay(replayed)]).toEqual([200, text, true]);
      expect(receiver.requests).toHaveLength(1);
    });

    it('is answered even if the client was gone when the answer came', async () => {
      const key = freshKey();
      const client = new AbortController();
      const headers = { authorization: `Bearer ${api.adminKey}`, 'idempotency-key': key };
      const gone = fetch(api.url + path, { method: 'POST', headers, signal: client.signal });
      await received(1);
      client.abort();
      await expect(gone).rejects.toThrow('aborted');
      answerAll();
      const replayed = await eventually(async () => {
        const answer = await post(path, undefined, key);
        expect(answer.status).toBe(200);
        return answer;
      });
      expect([isReplay(replayed), receiver.requests.length]).toEqual([true, 1]);
    });

    it('is free again when whoever answered it is dead', async () => {
      const key = freshKey();
      const first = post(path, {}, key);
      await received(1);
      await api.clone.query('update postrider.idempotency_key set claimed_until = now() where key = $1', [key]);
      const second = post(path, {}, key);
      await received(2);
      answerAll();
      const [late, own] = [await first, await second];
      // Who was taken for dead answers its client, but what is kept is the answer of the one that took over.
      expect([late.status, own.status, isReplay(own)]).toEqual([200, 200, false]);
      expect((await post(path, {}, key)).text).toBe(own.text);
    });
  });
});

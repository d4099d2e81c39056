import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { makeApplication, startTestApi, type Answer, type Problem, type TestApi } from '../harness/api.js';
import { eventually } from '../harness/eventually.js';

/**
 * Changes of one thing at once, in the order that does harm: a transaction of the test's own has the row, the requests
 * have read it as it was and wait, and then the transaction ends.
 */
describe('of two changes at once', () => {
  let api: TestApi;
  let other: pg.Client;

  beforeAll(async () => {
    api = await startTestApi();
    other = new pg.Client({ connectionString: api.clone.url });
    await other.connect();
  });

  afterAll(async () => {
    await other.end();
    await api.close();
  });

  /** Runs `statement` in a transaction, which is committed once every one of the requests waits for it. */
  async function whileItWaits<Body>(
    statement: string,
    values: readonly unknown[],
    requests: readonly (() => Promise<Answer<Body>>)[],
  ): Promise<Answer<Body>[]> {
    await other.query('begin');
    await other.query(statement, [...values]);
    const answers = Promise.all(requests.map((request) => request()));
    await eventually(async () => {
      const [row] = await api.clone.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(row?.waiting).toBe(requests.length);
    });
    await other.query('commit');
    return answers;
  }

  it('both hold: an endpoint keeps what each of several requests changed of it', async () => {
    const app = await makeApplication(api, 'changed-by-many');
    const { id, uuid } = await app.addEndpoint();
    const changes = [
      { url: 'http://127.0.0.1:9/new' },
      { headers: { 'x-team': 'blue' } },
      { retryPolicy: 'three-attempts' },
    ];
    const answers = await whileItWaits(
      'select from postrider.endpoint where id = $1 for update',
      [uuid],
      changes.map((change) => () => api.call('PATCH', `${app.base}/endpoints/${id}`, change)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const { body } = await api.call('GET', `${app.base}/endpoints/${id}`);
    expect(body).toMatchObject(Object.assign({}, ...changes) as object);
  });

  it('the later one is judged by what the earlier one made of it', async () => {
    const app = await makeApplication(api, 'judged-again');
    const { id, uuid } = await app.addEndpoint();
    const [answer] = await whileItWaits<Problem>(
      `update postrider.endpoint set contract = 'munity', contract_values = '{"workspace_id":"w","customer_id":"c"}'
       where id = $1`,
      [uuid],
      [() => api.call('PATCH', `${app.base}/endpoints/${id}`, { contractValues: {} })],
    );
    expect([answer?.status, answer?.body.errors?.map(({ pointer }) => pointer)]).toEqual([
      422,
      ['/contractValues/workspace_id', '/contractValues/customer_id'],
    ]);
  });

  it('a secret is rotated of the endpoint that is deleted meanwhile: it is not there', async () => {
    const app = await makeApplication(api, 'rotated-when-deleted');
    const { id, uuid } = await app.addEndpoint();
    const [answer] = await whileItWaits<Problem>(
      'delete from postrider.endpoint where id = $1',
      [uuid],
      [() => api.call('POST', `${app.base}/endpoints/${id}/secrets/rotate`, { overlapSeconds: 60 })],
    );
    expect([answer?.status, answer?.body.code]).toEqual([404, 'endpoint_not_found']);
  });

  it('a key is made for the application that is deleted meanwhile: it is none', async () => {
    await makeApplication(api, 'key-when-deleted');
    const [answer] = await whileItWaits<Problem>(
      'delete from postrider.application where uid = $1',
      ['key-when-deleted'],
      [() => api.call('POST', '/v1/api-keys', { name: 'late', application: 'key-when-deleted' })],
    );
    expect([answer?.status, answer?.body.errors?.[0]?.pointer]).toEqual([422, '/application']);
  });

  it('an endpoint is resumed twice: it was resumed once', async () => {
    const app = await makeApplication(api, 'resumed-twice');
    const { id, uuid } = await app.addEndpoint();
    await api.call('POST', `${app.base}/endpoints/${id}/pause`);
    const resume = () => api.call('POST', `${app.base}/endpoints/${id}/resume`);
    const answers = await whileItWaits(
      'select from postrider.endpoint where id = $1 for update',
      [uuid],
      [resume, resume],
    );
    expect(answers.map(({ status, body }) => [status, body['state']])).toEqual([
      [200, 'active'],
      [200, 'active'],
    ]);
    const { body } = await api.call<{ data: object[] }>('GET', `${app.base}/audit?action=endpoint.resume`);
    expect(body.data).toHaveLength(1);
  });
});

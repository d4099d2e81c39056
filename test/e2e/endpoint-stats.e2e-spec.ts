import { newUuid, openDatabase, rollUpAttempts, type Database, type Queryable } from '#persistence';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { makeApplication, startTestApi, type ApplicationCalls, type Problem, type TestApi } from '../harness/api.js';

interface Stats {
  readonly since: string;
  readonly until: string;
  readonly countedUntil: string;
  readonly deliveries: Record<string, number>;
  readonly attempts: {
    readonly total: number;
    readonly byOutcome: Record<string, number>;
    readonly successRate: number | null;
    readonly durationMs: Record<string, number> | null;
  };
  readonly owed: { readonly count: number; readonly more: boolean; readonly oldestAt: string | null };
  readonly failingSince: string | null;
  readonly lastSuccessAt: string | null;
  readonly lastFailureAt: string | null;
  readonly series: {
    readonly step: string;
    readonly points: { readonly succeeded: number; readonly failed: number }[];
  };
}

interface Made {
  readonly outcome?: string;
  readonly state?: string;
  readonly durationMs?: number;
}

describe('the statistics of an endpoint', () => {
  let api: TestApi;
  let database: Database;
  let app: ApplicationCalls;
  let endpoint: { readonly id: string; readonly uuid: string };
  let made = 0;

  beforeAll(async () => {
    api = await startTestApi();
    database = openDatabase({ url: api.clone.url, poolSize: 4, applicationName: 'test' });
  });

  afterAll(async () => {
    await database.close();
    await api.close();
  });

  beforeEach(async () => {
    app = await makeApplication(api, `app-${(made += 1)}`);
    endpoint = await app.addEndpoint();
  });

  const stats = (query = '', id = endpoint.id) =>
    api.call<Stats & Problem>('GET', `${app.base}/endpoints/${id}/stats${query}`);

  const attempt = (db: Queryable, { outcome = 'delivered', state = outcome, durationMs = 40 }: Made = {}) =>
    db.query({
      text: `insert into postrider.attempt (id, delivery_id, endpoint_id, number, outcome, diagnosis, duration_ms,
                                            timings, url, request_headers, delivery_state)
             values ($1, $2, $3, 1, $4, '', $5, '{}', '', '[]', $6)`,
      values: [newUuid(), newUuid(), endpoint.uuid, outcome, durationMs, state],
    });

  /** As a dispatcher does, long enough after the last time. */
  const count = async () => {
    await database.reads.query(`update postrider.rollup_position set taken_at = taken_at - interval '5 seconds'`);
    return database.transaction(rollUpAttempts);
  };

  it('count what ended, what was tried and how long it took', async () => {
    for (let n = 0; n < 19; n += 1) await attempt(database.hot);
    await attempt(database.hot, { outcome: 'timed_out', state: 'pending', durationMs: 10_000 });
    await count();
    await attempt(database.hot, { outcome: 'failed', durationMs: 41 });
    await count();
    const { body } = await stats();
    expect(body).toMatchObject({
      deliveries: { delivered: 19, failed: 1, cancelled: 0, discarded: 0 },
      attempts: { total: 21, byOutcome: { delivered: 19, timed_out: 1, failed: 1 }, successRate: 19 / 21 },
      lastSuccessAt: expect.any(String),
      lastFailureAt: expect.any(String),
      series: { step: 'hour' },
    });
    expect(body.attempts.durationMs?.['p50']).toBeGreaterThan(36);
    expect(body.attempts.durationMs?.['p50']).toBeLessThan(44);
    expect(body.attempts.durationMs?.['p99']).toBeGreaterThan(9_000);
    const shown = body.series.points.reduce((sum, point) => sum + point.succeeded + point.failed, 0);
    expect([shown, body.series.points.length >= 24]).toEqual([21, true]);
    expect(Date.parse(body.until) - Date.parse(body.since)).toBeGreaterThanOrEqual(24 * 3_600_000);
  });

  it('count each attempt once, committed late or counted by several at once', async () => {
    await database.transaction(async (late) => {
      await attempt(late);
      await attempt(database.hot);
      await count();
      expect((await stats()).body.attempts.total).toBe(1);
    });
    await database.reads.query(`update postrider.rollup_position set taken_at = taken_at - interval '5 seconds'`);
    const counted = await Promise.all([1, 2, 3].map(() => database.transaction(rollUpAttempts)));
    expect(counted.filter((didCount) => didCount)).toHaveLength(1);
    await count();
    expect((await stats()).body.attempts.total).toBe(2);
  });

  it('count on in a database that was restored from another cluster', async () => {
    await database.reads.query(
      `update postrider.rollup_position set snapshot = '99999999999:99999999999:', taken_at = now() - interval '1 hour'`,
    );
    await attempt(database.hot);
    expect(await count()).toBe(true);
    await attempt(database.hot);
    await count();
    expect((await stats()).body.attempts.total).toBe(1);
  });

  it('tell what is owed, and what was cancelled', async () => {
    expect((await stats()).body).toMatchObject({
      owed: { count: 0, more: false, oldestAt: null },
      attempts: { total: 0, successRate: null, durationMs: null },
      failingSince: null,
    });
    await app.emit();
    await app.emit();
    const { body } = await stats();
    expect(body.owed).toMatchObject({ count: 2, more: false });
    expect(Date.now() - Date.parse(body.owed.oldestAt ?? '')).toBeLessThan(60_000);

    const [first] = (await api.call<{ data: { id: string }[] }>('GET', `${app.base}/deliveries`)).body.data;
    await api.call('POST', `${app.base}/deliveries/${first?.id}/cancel`);
    await api.call('POST', `${app.base}/endpoints/${endpoint.id}/pause`);
    await api.call('POST', `${app.base}/endpoints/${endpoint.id}/resume`, { backlog: 'discard' });
    expect((await stats()).body).toMatchObject({ owed: { count: 0 }, deliveries: { cancelled: 1, discarded: 1 } });
  });

  it('stop counting a backlog at ten thousand', async () => {
    await api.clone.query(
      `insert into postrider.owed_delivery (endpoint_id, event_id, delivery_id, due_at)
       select $1, postrider.new_uuid(), postrider.new_uuid(), now() from generate_series(1, 10001)`,
      [endpoint.uuid],
    );
    expect((await stats()).body.owed).toMatchObject({ count: 10_000, more: true });
  });

  it('are of days where the span is long', async () => {
    await api.clone.query(
      `insert into postrider.endpoint_hour (endpoint_id, hour, outcomes, durations)
       select $1, date_trunc('hour', now(), 'UTC') - n * interval '1 hour', '{"delivered": 2, "failed": 1}', '{"20": 3}'
       from generate_series(0, 239) as n`,
      [endpoint.uuid],
    );
    const until = new Date(Date.now() + 1000).toISOString();
    const since = new Date(Date.parse(until) - 30 * 86_400_000).toISOString();
    const { body } = await stats(`?since=${since}&until=${until}`);
    expect(body.series.step).toBe('day');
    expect(body.attempts.byOutcome).toEqual({ delivered: 480, failed: 240 });
    expect(body.series.points.reduce((sum, point) => sum + point.failed, 0)).toBe(240);
  });

  it.each([
    ['?since=2026-11-20T00:00:00Z&until=2026-11-20T00:00:00Z', '/since'],
    ['?since=2026-01-01T00:00:00Z&until=2026-11-20T00:00:00Z', '/since'],
    ['?since=yesterday', '/since'],
    ['?step=day', '/step'],
  ])('are refused for %s', async (query, pointer) => {
    const { status, body } = await stats(query);
    expect([status, body]).toMatchObject([400, { code: 'invalid_query', errors: [{ pointer }] }]);
  });

  it('are of an endpoint of the application', async () => {
    const foreign = await (await makeApplication(api, `foreign-${made}`)).addEndpoint();
    expect((await stats('', foreign.id)).body.code).toBe('endpoint_not_found');
  });
});

import { findFreePort } from '#embedded';
import { generateMasterKey } from '#signing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { customer } from '../harness/api.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { eventually } from '../harness/eventually.js';

const program = join(import.meta.dirname, '../../dist/apps/api/src/main.js');
const adminKey = 'the-key-of-this-test';

/** Any agreed number. */
const commitLock = 4_711;

/** Transactions that claim a key wait, in the middle of their commit, for whoever holds the lock. */
const commitGate = `
  create function postrider.wait_at_commit() returns trigger language plpgsql
    as 'begin perform pg_advisory_xact_lock_shared(${commitLock}); return null; end';
  create constraint trigger wait_at_commit after insert on postrider.idempotency_key
    deferrable initially deferred for each row execute function postrider.wait_at_commit()`;

describe('kill -9 of the API between storing events and answering', () => {
  const masterKey = generateMasterKey();
  let clone: TestDatabase;
  let gate: pg.Client;
  let url: string;
  let api: ChildProcess;

  beforeEach(async () => {
    clone = await cloneDatabase();
    await clone.query(commitGate);
    gate = new pg.Client({ connectionString: clone.url });
    await gate.connect();
    await startApi();
    await call('/v1/applications', { name: 'Acme', uid: 'acme' });
  });

  afterEach(async () => {
    await kill();
    await gate.end();
    await clone.drop();
  });

  async function startApi(): Promise<void> {
    const port = await findFreePort();
    url = `http://127.0.0.1:${port}`;
    api = spawn(process.execPath, [program], {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: clone.url,
        POSTRIDER_MASTER_KEY: masterKey,
        POSTRIDER_ADMIN_KEY: adminKey,
        PORT: String(port),
        LOG_LEVEL: 'silent',
      },
      stdio: 'ignore',
    });
    await eventually(async () => {
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
    });
  }

  async function kill(): Promise<void> {
    if (api.exitCode !== null || api.signalCode !== null) return;
    const exit = once(api, 'exit');
    api.kill('SIGKILL');
    await exit;
  }

  const call = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  const connections = async () => {
    const [row] = await clone.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and application_name = 'postrider-api'`,
    );
    return row?.count;
  };
  const storedEvents = async () =>
    (await clone.query<{ count: number }>('select count(*)::int as count from postrider.event'))[0]?.count;

  const created = { type: 'customer.event.create', payload: customer };
  it.each<[string, string, object, number]>([
    ['one event', 'events', created, 1],
    ['a batch', 'events/batch', { events: [created, created, { ...created, payload: {} }] }, 2],
  ])('stores %s once, and answers the repeat', async (_name, route, body, count) => {
    const emit = () => call(`/v1/applications/acme/${route}`, body, { 'idempotency-key': 'k' });
    await gate.query(`select pg_advisory_lock(${commitLock})`);
    const unanswered = expect(emit()).rejects.toThrow('fetch failed');
    await eventually(async () => {
      expect(await clone.query(`select from pg_locks where locktype = 'advisory' and not granted`)).toHaveLength(1);
    });
    // Frozen, it cannot answer; the commit is Postgres' alone by now.
    api.kill('SIGSTOP');
    await gate.query(`select pg_advisory_unlock(${commitLock})`);
    await eventually(async () => {
      expect(await storedEvents()).toBe(count);
    });
    await kill();
    await unanswered;
    await eventually(async () => {
      expect(await connections()).toBe(0);
    });

    await startApi();
    const answers = [await emit(), await emit()];
    expect(answers.map(({ status, headers }) => [status, headers.get('idempotent-replayed')])).toEqual(
      Array(2).fill([route === 'events' ? 202 : 207, 'true']),
    );
    const [first, second] = await Promise.all(answers.map((answer) => answer.text()));
    expect(first).toBe(second);
    expect(first?.match(/evt_/g)).toHaveLength(count);
    expect(await storedEvents()).toBe(count);
  });
});

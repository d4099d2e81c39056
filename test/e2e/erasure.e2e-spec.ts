import { eraseApplication, findErasures, openDatabase, parsePublicId, type Database } from '#persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Eraser } from '../../apps/dispatcher/src/erasure/eraser.js';
import { customer } from '../harness/api.js';
import { eventually } from '../harness/eventually.js';
import { startPlatform, type Platform } from '../harness/platform.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

const person = 'jane@canary.example';

describe('an application that is deleted', () => {
  let platform: Platform;
  let receiver: Receiver;
  let database: Database;

  beforeAll(async () => {
    platform = await startPlatform('postgres');
    receiver = await startReceiver();
    database = openDatabase({ url: platform.clone.url, poolSize: 2, applicationName: 'test' });
  });

  afterAll(async () => {
    await database.close();
    await receiver.close();
    await platform.close();
  });

  /** A customer whose every field, payload, header and answer names the person; one event of it was delivered. */
  async function makeCustomer(uid: string): Promise<string> {
    receiver.answerWith((_request, response) => response.writeHead(200).end(`thank you, ${person}`));
    const { body } = await platform.call<{ id: string }>('POST', '/v1/applications', { name: person, uid });
    const base = `/v1/applications/${uid}`;
    const { body: key } = await platform.call<{ key: string }>('POST', '/v1/api-keys', {
      name: person,
      application: uid,
    });
    const own = (path: string, fields: object) =>
      fetch(platform.url + base + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${key.key}`, 'content-type': 'application/json', 'idempotency-key': path },
        body: JSON.stringify(fields),
      });
    const endpoint = { url: receiver.url, name: person, description: person, metadata: { for: person } };
    const fields = { ...endpoint, headers: { 'x-for': person }, subscriptions: [{ eventType: '*' }] };
    expect((await own('/endpoints', fields)).status).toBe(201);
    await platform.call('POST', `${base}/portal-sessions`, { name: person });
    const event = { type: 'customer.event.create', payload: { ...customer, email: person }, id: person };
    expect((await own('/events', event)).status).toBe(202);
    await eventually(async () => {
      const { body: deliveries } = await platform.call<{ data: { state: string }[] }>('GET', `${base}/deliveries`);
      expect(deliveries.data.map(({ state }) => state)).toEqual(['delivered']);
    });
    const uuid = parsePublicId('application', body.id);
    if (uuid === undefined) throw new Error('no application');
    return uuid;
  }

  /** Tables of the schema that name the person, in any column of any row. */
  async function tablesWith(text: string): Promise<string[]> {
    const tables = await platform.clone.query<{ name: string }>(
      `select relname as name from pg_class
       where relnamespace = 'postrider'::regnamespace and relkind in ('r', 'p') and not relispartition`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const column =
        name === 'attempt' ? `to_jsonb(t)::text || encode(t.response_body, 'escape')` : 'to_jsonb(t)::text';
      const rows = await platform.clone.query(
        `select from postrider.${name} t where strpos(${column}, $1) > 0 limit 1`,
        [text],
      );
      if (rows.length > 0) found.push(name);
    }
    return found.sort();
  }

  it('E9: leaves nothing of a person anywhere, and a tombstone in the audit log', async () => {
    const gone = await makeCustomer('gone');
    expect(await tablesWith(person)).toEqual(
      ['api_key', 'application', 'attempt', 'audit_entry', 'endpoint', 'event', 'event_key', 'portal_session'].sort(),
    );
    expect((await platform.call('DELETE', '/v1/applications/gone')).status).toBe(204);
    expect(await tablesWith(person)).toEqual(['attempt', 'audit_entry', 'event', 'event_key']);
    const secrets = await platform.clone.query('select from postrider.secret');
    expect(secrets).toEqual([]);

    // Not while attempts that were in flight may still be recorded.
    const eraser = new Eraser(database, { info: () => undefined });
    await eraser.erase();
    expect(await tablesWith(person)).toEqual(['attempt', 'audit_entry', 'event', 'event_key']);
    await platform.clone.query(`update postrider.erasure set requested_at = requested_at - interval '5 minutes'`);
    await eraser.erase();
    expect(await tablesWith(person)).toEqual([]);
    for (const table of ['event', 'delivery', 'event_key']) {
      const left = await platform.clone.query(`select from postrider.${table} where application_id = $1`, [gone]);
      expect([table, left]).toEqual([table, []]);
    }
    expect(await platform.clone.query('select from postrider.idempotency_key where owner_id = $1', [gone])).toEqual([]);
    expect(await platform.clone.query('select from postrider.attempt')).toEqual([]);
    expect(await findErasures(database.reads, 0)).toEqual([]);

    const { body } = await platform.call<{ data: { action: string; actor: { kind: string }; changes: object }[] }>(
      'GET',
      '/v1/audit?limit=100',
    );
    const tombstones = body.data.filter(({ action }) => action.startsWith('application.'));
    expect(tombstones.map(({ action, actor, changes }) => [action, actor.kind, changes])).toEqual([
      ['application.delete', 'admin_key', {}],
      ['application.create', 'admin_key', {}],
    ]);
  });

  it('E9: takes nothing of another with it, however much it had itself', async () => {
    await makeCustomer('stays');
    const large = await makeCustomer('large');
    await platform.clone.query(
      `insert into postrider.event (id, application_id, type, payload, occurred_at)
       select uuidv7(), $1, 'a', '{}', now() from generate_series(1, 1200)`,
      [large],
    );
    const all = async () => platform.clone.query<{ of: string }>('select application_id as of from postrider.event');
    expect((await all()).length).toBe(1202);
    await platform.call('DELETE', '/v1/applications/large');
    // Deliveries, and a first part of the events.
    expect(await eraseApplication(database.reads, large, { maxStatements: 2 })).toBe(false);
    expect((await all()).length).toBe(702);
    expect(await findErasures(database.reads, 0)).toEqual([large]);
    expect(await eraseApplication(database.reads, large, { maxStatements: 100 })).toBe(true);
    expect(await findErasures(database.reads, 0)).toEqual([]);
    expect((await all()).length).toBe(1);
    expect(await tablesWith(person)).toEqual(
      ['api_key', 'application', 'attempt', 'audit_entry', 'endpoint', 'event', 'event_key', 'portal_session'].sort(),
    );
    expect(await platform.clone.query('select from postrider.attempt')).toHaveLength(1);
  });
});

import { matchingPatterns } from '#events';
import { ingestEvents, newUuid, openDatabase, parsePublicId, publicId, uuidTimeMs, type Database } from '#persistence';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { makeApplication, type TestApplication } from '../harness/application.js';

const type = 'customer.event.create';
const payload = '{"customer_id":"0197f9c1-4818-7141-9c2a-22000108e736","n":9007199254740993, "x" : 1.0}';

let clone: TestDatabase;
let database: Database;
let client: pg.Client;
let application: TestApplication;

beforeAll(async () => {
  clone = await cloneDatabase();
  database = openDatabase({ url: clone.url, poolSize: 2, applicationName: 'test' });
});

afterAll(async () => {
  await database.close();
  await clone.drop();
});

beforeEach(async () => {
  client = new pg.Client({ connectionString: clone.url });
  await client.connect();
  application = await makeApplication(clone);
});

afterEach(async () => {
  await client.end();
});

interface Options {
  readonly application?: string;
  readonly type?: string;
  readonly payload?: string;
  readonly id?: string;
  readonly occurredAt?: string;
  readonly orderingKey?: string;
}

async function emit(options: Options = {}, by: pg.Client = client): Promise<string> {
  const { rows } = await by.query<{ id: string }>(
    `select postrider.emit($1, $2, $3, id => $4, occurred_at => $5, ordering_key => $6) as id`,
    [
      options.application ?? application.uid,
      options.type ?? type,
      options.payload ?? payload,
      options.id ?? null,
      options.occurredAt ?? null,
      options.orderingKey ?? null,
    ],
  );
  return (rows[0] as { id: string }).id;
}

const stored = (id: string) =>
  clone.query('select application_id, type, payload, occurred_at, ordering_key from postrider.event where id = $1', [
    parsePublicId('event', id),
  ]);

const owed = (id: string) =>
  clone.query<{ endpoint_id: string; ordering_key: string | null }>(
    `select o.endpoint_id, o.ordering_key, d.state, d.event_type, d.application_id, o.due_at <= now() as due
     from postrider.owed_delivery o join postrider.delivery d on d.id = o.delivery_id
     where o.event_id = $1 order by o.endpoint_id`,
    [parsePublicId('event', id)],
  );

describe('postrider.emit', () => {
  it('stores the event as the bytes it was given, and answers with its public id', async () => {
    const before = Date.now();
    const id = await emit({ orderingKey: 'k', occurredAt: '2026-02-06T12:34:56.7899Z' });
    const uuid = parsePublicId('event', id) as string;
    expect(Math.abs(uuidTimeMs(uuid) - before)).toBeLessThan(60_000);
    expect(await stored(id)).toEqual([
      {
        application_id: application.id,
        type,
        payload,
        occurred_at: new Date('2026-02-06T12:34:56.789Z'),
        ordering_key: 'k',
      },
    ]);
  });

  it('takes an application by its id as well', async () => {
    const id = await emit({ application: publicId('application', application.id) });
    expect(await stored(id)).toHaveLength(1);
  });

  it.each(['json', 'jsonb'])('takes a payload of type %s', async (as) => {
    const { rows } = await client.query<{ id: string }>(`select postrider.emit($1, $2, $3::${as}) as id`, [
      application.uid,
      type,
      '{ "a": 1.0 }',
    ]);
    const text = as === 'json' ? '{ "a": 1.0 }' : '{"a": 1.0}';
    expect(await stored((rows[0] as { id: string }).id)).toMatchObject([{ payload: text }]);
  });

  it('owes it to the same endpoints, in the same order keys, as an event that came through the API', async () => {
    for (const pattern of [type, 'customer.event.*', 'customer.*', 'customer_event', '*', 'customer.event.delete']) {
      await application.addEndpoint({ subscriptions: [pattern] });
      await application.addEndpoint({ subscriptions: [...new Set([pattern, '*'])], ordering: 'fifo' });
    }
    await application.addEndpoint({ subscriptions: ['*'], state: 'paused' });
    const [first] = await ingestEvents(database.hot, [
      {
        id: newUuid(),
        applicationId: application.id,
        type,
        patterns: matchingPatterns(type, 'customer_event'),
        payload,
        occurredAt: new Date(),
        orderingKey: 'k',
      },
    ]);
    const expected = await owed(publicId('event', first?.id as string));
    expect(expected).toHaveLength(12);
    expect(new Set(expected.map((row) => row.ordering_key))).toEqual(new Set([null, 'k']));
    expect(await owed(await emit({ orderingKey: 'k' }))).toEqual(expected);
  });

  it('owes nothing when nobody subscribed', async () => {
    await application.addEndpoint({ subscriptions: ['customer.event.delete'] });
    expect(await owed(await emit())).toEqual([]);
  });

  it('keeps the order of a transaction’s events in their ids', async () => {
    const ids: string[] = [];
    await client.query('begin');
    for (let n = 0; n < 100; n += 1) ids.push(await emit());
    await client.query('commit');
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(100);
  });

  it('vanishes with the transaction, its id included', async () => {
    await client.query('begin');
    const lost = await emit({ id: 'order-1' });
    expect(lost).toMatch(/^evt_/);
    await client.query('rollback');
    expect(await stored(lost)).toEqual([]);
    const kept = await emit({ id: 'order-1', payload: '{"customer_id":"other"}' });
    expect(kept).not.toBe(lost);
    expect(await stored(kept)).toHaveLength(1);
  });

  it.each<[Options, string]>([
    [{ application: 'nobody' }, 'P0002'],
    [{ application: 'app_01kah2v2mme1sv0b1hp8r7mxf4' }, 'P0002'],
    [{ type: 'customer.event.unknown' }, 'P0002'],
    [{ payload: '{"a":' }, '22P02'],
    [{ payload: '' }, '22P02'],
    [{ payload: "{'a':1}" }, '22P02'],
    [{ payload: `"${'x'.repeat(1024 * 1024)}"` }, '22023'],
    [{ payload: '['.repeat(101) + ']'.repeat(101) }, '22023'],
    [{ id: '' }, '22023'],
    [{ id: 'a b' }, '22023'],
    [{ id: 'x'.repeat(257) }, '22023'],
    [{ orderingKey: '' }, '22023'],
    [{ orderingKey: 'x'.repeat(257) }, '22023'],
    [{ occurredAt: 'infinity' }, '22023'],
    [{ occurredAt: '0001-01-01 BC' }, '22023'],
  ])('refuses case %#', async (options, code) => {
    await expect(emit(options)).rejects.toMatchObject({ code });
    expect(await clone.query('select from postrider.event where application_id = $1', [application.id])).toEqual([]);
  });

  it.each(['application', 'type', 'payload'])('refuses a null %s', async (name) => {
    const values = { application: application.uid, type, payload, [name]: null };
    await expect(
      client.query('select postrider.emit($1::text, $2::text, $3::text)', Object.values(values)),
    ).rejects.toMatchObject({ code: '22004' });
  });

  it('counts levels outside of strings alone', async () => {
    const full = '['.repeat(100) + ']'.repeat(100);
    const inString = `{"a":"${'[{'.repeat(200)}\\"[","b":[${'{},'.repeat(200)}{}]}`;
    for (const text of [full, inString]) expect(await stored(await emit({ payload: text }))).toHaveLength(1);
  });
});

describe('an id of the caller’s own', () => {
  /** What the API stores with an id: see apps/api/src/events/emit-event.ts. */
  const fingerprintOf = (occurredAt: string | null, orderingKey: string | null, text = payload) =>
    createHash('sha256')
      .update(JSON.stringify([type, text, occurredAt, orderingKey]))
      .digest();

  it('is the same event the second time', async () => {
    await application.addEndpoint({ subscriptions: ['*'] });
    const first = await emit({ id: 'order-1' });
    expect(await emit({ id: 'order-1' })).toBe(first);
    expect(await emit({ id: 'order-2' })).not.toBe(first);
    expect(await owed(first)).toHaveLength(1);
  });

  it.each<Options>([{ payload: '{}' }, { orderingKey: 'k' }, { occurredAt: '2026-02-06T12:34:56Z' }])(
    'is refused for other content: %j',
    async (change) => {
      await emit({ id: 'order-1' });
      await expect(emit({ id: 'order-1', ...change })).rejects.toMatchObject({ code: '23505' });
    },
  );

  it('belongs to its application alone', async () => {
    const other = await makeApplication(clone);
    expect(await emit({ id: 'order-1' })).not.toBe(await emit({ id: 'order-1', application: other.uid }));
  });

  it.each<[string | null, string | null, string]>([
    [null, null, payload],
    [null, 'k"\\\n\u0001\u007fé\u2028😀/', payload],
    ['2026-02-06T12:34:56.789Z', null, '{"s":"a\\"b\\\\c\\u0000/é😀"}'],
  ])('is known whether API or function used it first (%#)', async (occurredAt, orderingKey, text) => {
    const [first] = await ingestEvents(database.hot, [
      {
        id: newUuid(),
        applicationId: application.id,
        type,
        patterns: matchingPatterns(type, 'customer_event'),
        payload: text,
        occurredAt: occurredAt === null ? new Date() : new Date(occurredAt),
        key: { text: 'order-1', fingerprint: fingerprintOf(occurredAt, orderingKey, text) },
      },
    ]);
    const again = await emit({
      id: 'order-1',
      payload: text,
      ...(occurredAt !== null && { occurredAt }),
      ...(orderingKey !== null && { orderingKey }),
    });
    expect(again).toBe(publicId('event', first?.id as string));
  });

  it.each(['commit', 'rollback'])('waits for a transaction that uses it too, until its %s', async (end) => {
    const other = new pg.Client({ connectionString: clone.url });
    await other.connect();
    await client.query('begin');
    const first = await emit({ id: 'order-1' });
    const second = emit({ id: 'order-1' }, other);
    let answered = false;
    void second.then(() => (answered = true));
    // The other transaction stands in the queue for the id before this one ends.
    for (let waiting = false; !waiting;) {
      const locks = await clone.query('select from pg_locks where not granted');
      waiting = locks.length > 0;
    }
    expect(answered).toBe(false);
    await client.query(end);
    expect((await second) === first).toBe(end === 'commit');
    await other.end();
  });
});

describe('a role of a product', () => {
  const role = `shop_${randomBytes(6).toString('hex')}`;

  beforeAll(async () => {
    await clone.query(`create role ${role}`);
    await clone.query(`grant usage on schema postrider to ${role}`);
  });

  afterAll(async () => {
    await clone.query(`drop owned by ${role}`);
    await clone.query(`drop role ${role}`);
  });

  it('may not emit before it was granted to', async () => {
    await client.query(`set role ${role}`);
    await expect(emit()).rejects.toMatchObject({ code: '42501' });
    await expect(client.query('select postrider.emit($1, $2, $3::json)', ['a', type, '{}'])).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('needs two grants, and can read nothing by them', async () => {
    await clone.query(`grant execute on function postrider.emit(text, text, text, text, timestamptz, text) to ${role}`);
    await client.query(`set role ${role}`);
    // A function of the caller's own must not be taken for PostgreSQL's by one that runs with its owner's rights.
    await client.query(`create function pg_temp.sha256(bytea) returns bytea language sql as $$ select null::bytea $$`);
    expect(await stored(await emit({ id: 'order-1' }))).toHaveLength(1);
    await client.query('select postrider.emit($1, $2, $3::json)', [application.uid, type, payload]);
    for (const table of ['event', 'application', 'secret', 'event_type']) {
      await expect(client.query(`select from postrider.${table}`)).rejects.toMatchObject({ code: '42501' });
    }
  });
});

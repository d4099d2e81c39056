import {
  createPartitions,
  dropPartitions,
  firstUuidAt,
  ingestEvents,
  newUuid,
  openDatabase,
  uuidTimeMs,
} from '#persistence';
import type { Database } from '#persistence';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PartitionKeeper } from '../../apps/dispatcher/src/partitions/partition-keeper.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';

const dayMs = 86_400_000;

describe('partitions', () => {
  let clone: TestDatabase;
  let database: Database;

  beforeEach(async () => {
    clone = await cloneDatabase();
    database = openDatabase({ url: clone.url, poolSize: 2, applicationName: 'test' });
  });

  afterEach(async () => {
    await database.close();
    await clone.drop();
  });

  /** A partition `daysAgo`, with one event in it that is owed to one endpoint. */
  async function oldDay(daysAgo: number): Promise<{ name: string; eventId: string }> {
    const start = Math.floor(Date.now() / dayMs) * dayMs - daysAgo * dayMs;
    const name = new Date(start).toISOString().slice(0, 10).replaceAll('-', '');
    for (const table of ['event', 'delivery', 'attempt']) {
      await clone.query(
        `create table postrider.${table}_${name} partition of postrider.${table}
         for values from ('${firstUuidAt(start)}') to ('${firstUuidAt(start + dayMs)}')`,
      );
    }
    const eventId = firstUuidAt(start + 1000).replace(/0000-0000-000000000000$/, '7000-8000-000000000001');
    await clone.query(
      `insert into postrider.event (id, application_id, type, payload, occurred_at) values ($1, $2, 'a', '{}', now())`,
      [eventId, newUuid()],
    );
    await clone.query(
      `insert into postrider.owed_delivery (endpoint_id, event_id, delivery_id, due_at) values ($1, $2, $2, now())`,
      [newUuid(), eventId],
    );
    return { name, eventId };
  }

  const tables = async () =>
    (
      await clone.query<{ name: string }>(
        `select relname as name from pg_class where relnamespace = 'postrider'::regnamespace and relname ~ '_2\\d{7}$'
         and relkind = 'r'`,
      )
    ).map((row) => row.name);

  it('keep a day of which something is owed, and drop it afterwards with its event ids', async () => {
    const { name, eventId } = await oldDay(40);
    await clone.query(
      `insert into postrider.event_key (application_id, key, event_id, fingerprint) values ($1, 'k', $2, '')`,
      [newUuid(), eventId],
    );
    await expect(dropPartitions(database.reads, 30)).resolves.toEqual([`attempt_${name}`]);
    expect(await tables()).toContain(`event_${name}`);

    await clone.query('delete from postrider.owed_delivery');
    await expect(dropPartitions(database.reads, 30)).resolves.toEqual([`delivery_${name}`, `event_${name}`]);
    expect(await clone.query('select 1 from postrider.event_key')).toEqual([]);
  });

  it('keep a day that a redelivery has yet to look at, and drop it afterwards', async () => {
    const { name, eventId } = await oldDay(40);
    await clone.query('delete from postrider.owed_delivery');
    const [applicationId, endpointId] = [newUuid(), newUuid()];
    await clone.query(`insert into postrider.application (id, name) values ($1, 'a')`, [applicationId]);
    await clone.query(
      `insert into postrider.endpoint (id, application_id, url, name, retry_policy)
       values ($1, $2, 'http://127.0.0.1/', 'e', '"three-attempts"')`,
      [endpointId, applicationId],
    );
    const dayStart = new Date(Math.floor(uuidTimeMs(eventId) / dayMs) * dayMs);
    await clone.query(
      `insert into postrider.redelivery (id, endpoint_id, status, since, until, reached, matched, matched_exactly,
                                         created_at)
       values ($1, $2, 'failed', $3, now(), $4, 0, true, now())`,
      [newUuid(), endpointId, dayStart, firstUuidAt(dayStart.getTime())],
    );
    await expect(dropPartitions(database.reads, 30)).resolves.toEqual([`attempt_${name}`]);

    await clone.query('update postrider.redelivery set reached = $1', [firstUuidAt(dayStart.getTime() + dayMs)]);
    await expect(dropPartitions(database.reads, 30)).resolves.toEqual([`delivery_${name}`, `event_${name}`]);
  });

  it('are dropped by whoever keeps them, who says which', async () => {
    const { name } = await oldDay(40);
    await clone.query('delete from postrider.owed_delivery');
    const told: object[] = [];
    await new PartitionKeeper(database, 30, { info: (fields) => told.push(fields) }).keep();
    expect(told).toEqual([{ dropped: [`attempt_${name}`, `delivery_${name}`, `event_${name}`] }]);
  });

  it('keep what the retention covers', async () => {
    await oldDay(29);
    await clone.query('delete from postrider.owed_delivery');
    await expect(dropPartitions(database.reads, 30)).resolves.toEqual([]);
  });

  it('may be made by several processes at once', async () => {
    const before = await tables();
    for (const table of before.filter((name) => name.startsWith('attempt'))) {
      await clone.query(`drop table postrider.${table}`);
    }
    await Promise.all([createPartitions(database.reads), createPartitions(database.hot)]);
    expect((await tables()).sort()).toEqual(before.sort());
  });

  it('hold an event and its deliveries of the same day together', async () => {
    const applicationId = newUuid();
    const endpointId = newUuid();
    await clone.query(`insert into postrider.application (id, name) values ($1, 'a')`, [applicationId]);
    await clone.query(
      `insert into postrider.endpoint (id, application_id, url, name, retry_policy)
       values ($1, $2, 'http://127.0.0.1/', 'e', '"three-attempts"')`,
      [endpointId, applicationId],
    );
    await clone.query(
      `insert into postrider.subscription (endpoint_id, event_type, application_id) values ($1, '*', $2)`,
      [endpointId, applicationId],
    );
    const event = { id: newUuid(), applicationId, type: 'a.b', patterns: ['a.b', '*'], payload: '{}' };
    const [ingested] = await ingestEvents(database.hot, [{ ...event, occurredAt: new Date() }]);
    expect(ingested).toMatchObject({ accepted: true, deliveries: 1, shutLanes: [endpointId], openLanes: [] });
    const [row] = await clone.query<{ id: string }>('select id from postrider.delivery');
    expect(row?.id.slice(0, 13)).toBe(event.id.slice(0, 13));
    expect(row?.id[14]).toBe('7');
  });
});

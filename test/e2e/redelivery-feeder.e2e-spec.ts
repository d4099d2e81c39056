import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  firstUuidAt,
  newUuid,
  openDatabase,
  publicId,
  uuidTimeMs,
  type Database,
  type RedeliveryStatus,
} from '#persistence';
import { DatabaseClock } from '../../apps/dispatcher/src/lanes/database-clock.js';
import { RedeliveryFeeder } from '../../apps/dispatcher/src/redeliveries/redelivery-feeder.js';
import { makeApplication, type TestApplication } from '../harness/application.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { makePast } from '../harness/past.js';

const lookAt = 10;

describe('the feeder of redeliveries', () => {
  let clone: TestDatabase;
  let database: Database;
  let application: TestApplication;
  let endpointId: string;
  let feeder: RedeliveryFeeder;
  let told: string[];

  beforeEach(async () => {
    clone = await cloneDatabase();
    database = openDatabase({ url: clone.url, poolSize: 4, applicationName: 'test' });
    application = await makeApplication(clone);
    endpointId = await application.addEndpoint({ subscriptions: ['*'] });
    told = [];
    const log = { warn: (_fields: object, message: string) => void told.push(message) };
    feeder = new RedeliveryFeeder(database, new DatabaseClock(), log, lookAt);
  });

  afterEach(async () => {
    await database.close();
    await clone.drop();
  });

  const past = (count: number, state?: 'failed' | 'delivered') =>
    makePast(clone, {
      application: publicId('application', application.id),
      endpoint: publicId('endpoint', endpointId),
      count,
      ...(state !== undefined && { state }),
    });

  async function ask(status: RedeliveryStatus = 'failed', until = new Date()): Promise<string> {
    const id = newUuid();
    const since = new Date(Date.now() - 3_600_000);
    await clone.query(
      `insert into postrider.redelivery (id, endpoint_id, status, since, until, reached, matched, matched_exactly,
                                         created_at)
       values ($1, $2, $3, $4, $5, $6, 0, false, now())`,
      [id, endpointId, status, since, until, firstUuidAt(since.getTime())],
    );
    return id;
  }

  /** What each step made owed, until there is nothing more to look at. */
  async function steps(): Promise<number[]> {
    const enqueued: number[] = [];
    for (let step = await feeder.feed(endpointId); step !== undefined; step = await feeder.feed(endpointId)) {
      enqueued.push(step);
    }
    return enqueued;
  }

  const owed = async () =>
    await clone
      .query<{ n: number }>(
        `select (v.payload::json ->> 'n')::int as n from postrider.owed_delivery o
       join postrider.event v on v.id = o.event_id join postrider.delivery d on d.id = o.delivery_id
       where o.redelivery_id is not null and d.state = 'pending' order by o.event_id`,
      )
      .then((rows) => rows.map(({ n }) => n));

  const progress = async () =>
    (
      await clone.query(
        `select all_enqueued as "allEnqueued", enqueued, skipped, matched, matched_exactly as "matchedExactly"
         from postrider.redelivery`,
      )
    )[0];

  it('goes from step to step, each of what comes after the one before', async () => {
    await past(25);
    await ask();
    expect(await steps()).toEqual([10, 10, 5]);
    expect(await owed()).toEqual(Array.from({ length: 25 }, (_, n) => n));
    expect(await progress()).toEqual({
      allEnqueued: true,
      enqueued: 25,
      skipped: 0,
      matched: 25,
      matchedExactly: true,
    });
  });

  it('passes over what is not meant, a bounded number at a time', async () => {
    await past(25, 'delivered');
    await past(5, 'failed');
    await clone.query(`update postrider.delivery set state = 'cancelled', failed_at = null where state = 'failed'`);
    await ask('cancelled');
    const enqueued = await steps();
    expect([enqueued.length, enqueued.reduce((sum, step) => sum + step, 0)]).toEqual([3, 5]);
  });

  it('ends a step with a millisecond, for ids are in no order within one', async () => {
    await past(9);
    // Fifteen more that were accepted in the millisecond of the last.
    await clone.query(
      `with last as (select * from postrider.delivery order by id desc limit 1), made as (
         select last.*, n, overlay(replace(postrider.delivery_id(event_id)::text, '-', '') placing '7' from 13)::uuid as v
         from last cross join generate_series(9, 23) as n
       ), event as (
         insert into postrider.event (id, application_id, type, payload, occurred_at)
         select v, application_id, 'customer.event.create', format('{"n":%s}', n), now() from made
       )
       insert into postrider.delivery (id, application_id, endpoint_id, event_id, event_type, state, attempt_count,
                                       finished_at, failed_at)
       select postrider.delivery_id(v), application_id, endpoint_id, v, 'customer.event.create', 'failed', 3, now(), now()
       from made`,
    );
    await ask();
    expect(await steps()).toEqual([24]);
    expect((await owed()).sort((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, n) => n));
  });

  it('leaves nothing of a step that died, and makes it again', async () => {
    await past(15);
    await ask();
    await clone.query('alter table postrider.redelivery add constraint unmoved check (enqueued = 0)');
    expect(await feeder.feed(endpointId)).toBeUndefined();
    expect(told).toEqual(['redelivery not moved on']);
    expect(await owed()).toEqual([]);
    await clone.query('alter table postrider.redelivery drop constraint unmoved');
    expect(await steps()).toEqual([10, 5]);
    expect(await owed()).toHaveLength(15);
  });

  it('is one at a time, however many dispatchers have the lane open', async () => {
    await past(45);
    await ask();
    await Promise.all([1, 2, 3, 4].map(() => steps()));
    await steps();
    expect(await owed()).toHaveLength(45);
    expect(await progress()).toMatchObject({ allEnqueued: true, enqueued: 45 });
  });

  it.each([
    ['stopped', `update postrider.redelivery set state = 'stopping'`],
    ['for a paused endpoint', `update postrider.endpoint set state = 'paused'`],
    ['for an endpoint that is gone', 'delete from postrider.endpoint'],
  ])('makes nothing owed of one that is %s', async (_name, change) => {
    await past(15);
    await ask();
    await clone.query(change);
    expect(await feeder.feed(endpointId)).toBeUndefined();
    expect(await owed()).toEqual([]);
  });

  it('holds a redelivery that owes ten thousand', async () => {
    await past(15);
    const id = await ask();
    await clone.query(
      `insert into postrider.owed_delivery (endpoint_id, event_id, delivery_id, due_at, redelivery_id)
       select $1, gen_random_uuid(), gen_random_uuid(), now() + interval '1 hour', $2 from generate_series(1, 10000)`,
      [endpointId, id],
    );
    expect(await feeder.feed(endpointId)).toBeUndefined();
    await clone.query(
      'delete from postrider.owed_delivery where ctid = (select ctid from postrider.owed_delivery limit 1)',
    );
    expect(await feeder.feed(endpointId)).toBe(10);
  });

  it('leaves what ended after the redelivery was asked for', async () => {
    await past(5);
    await ask();
    await clone.query(`update postrider.redelivery set created_at = now() - interval '1 minute'`);
    expect(await steps()).toEqual([]);
  });

  it('looks for missing events only where each is visible that will ever be', async () => {
    await ask('missing', new Date(Date.now() + 60_000));
    await steps();
    expect(await progress()).toMatchObject({ allEnqueued: false });
    const [row] = await clone.query<{ reached: string }>('select reached from postrider.redelivery');
    expect(Date.now() - uuidTimeMs(row?.reached ?? '')).toBeGreaterThanOrEqual(2_000);
  });
});

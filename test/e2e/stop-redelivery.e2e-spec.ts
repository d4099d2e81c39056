import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  finishStop,
  firstUuidAt,
  newUuid,
  openDatabase,
  publicId,
  recordOutcomes,
  stopRedelivery,
  withRetries,
  type Database,
  type RecordedOutcome,
} from '#persistence';
import { DatabaseClock } from '../../apps/dispatcher/src/lanes/database-clock.js';
import { RedeliveryFeeder } from '../../apps/dispatcher/src/redeliveries/redelivery-feeder.js';
import { RedeliveryKeeper } from '../../apps/dispatcher/src/redeliveries/redelivery-keeper.js';
import { makeApplication } from '../harness/application.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { deliveredFacts } from '../harness/delivered-facts.js';
import { makePast } from '../harness/past.js';

/** More than two transactions of a stop. */
const owedInAll = 4_500;

interface Owed {
  readonly delivery_id: string;
  readonly event_id: string;
}

describe('stopping a redelivery in the middle', () => {
  let clone: TestDatabase;
  let database: Database;
  let applicationId: string;
  let endpointId: string;
  let id: string;

  beforeEach(async () => {
    clone = await cloneDatabase();
    database = openDatabase({ url: clone.url, poolSize: 6, applicationName: 'test' });
    const application = await makeApplication(clone);
    applicationId = application.id;
    endpointId = await application.addEndpoint({ subscriptions: ['*'] });
    await makePast(clone, {
      application: publicId('application', application.id),
      endpoint: publicId('endpoint', endpointId),
      count: owedInAll,
    });
    id = newUuid();
    await clone.query(
      `insert into postrider.redelivery (id, endpoint_id, status, since, until, reached, matched, matched_exactly,
                                         created_at)
       values ($1, $2, 'failed', now() - interval '1 hour', now(), $3, $4, true, now())`,
      [id, endpointId, firstUuidAt(Date.now() - 3_600_000), owedInAll],
    );
    const feeder = new RedeliveryFeeder(database, new DatabaseClock(), { warn: fail }, owedInAll);
    expect(await feeder.feed(endpointId)).toBe(owedInAll);
  });

  afterEach(async () => {
    await database.close();
    await clone.drop();
  });

  const fail = (fields: object): never => {
    throw new Error(JSON.stringify(fields));
  };

  const owed = (limit: number) =>
    clone.query<Owed>(
      'select delivery_id, event_id from postrider.owed_delivery order by due_at desc, event_id desc limit $1',
      [limit],
    );

  const outcome = ({ delivery_id, event_id }: Owed, state: 'delivered' | 'failed' | 'pending'): RecordedOutcome => ({
    ...deliveredFacts,
    attemptId: newUuid(),
    deliveryId: delivery_id,
    endpointId,
    applicationId,
    eventId: event_id,
    eventType: 'customer.event.create',
    number: 4,
    outcome: state === 'delivered' ? 'delivered' : 'failed',
    status: state === 'delivered' ? 204 : 500,
    state,
    retryInMs: state === 'pending' ? 3_600_000 : null,
    redeliveryId: id,
  });

  /** What is told of the redelivery, of its deliveries and in the statistics of its endpoint. */
  async function found() {
    const [redelivery] = await clone.query(
      'select state, enqueued, delivered, failed, finished_at is not null as ended from postrider.redelivery',
    );
    const states = await clone.query<{ state: string; count: number }>(
      'select state, count(*)::int from postrider.delivery group by state',
    );
    const hours = await clone.query<{ cancelled: number }>(
      `select sum((ended ->> 'cancelled')::int)::int as cancelled from postrider.endpoint_hour`,
    );
    return {
      redelivery,
      deliveries: Object.fromEntries(states.map(({ state, count }) => [state, count])),
      cancelledByStats: hours[0]?.cancelled,
      owed: (await owed(owedInAll)).length,
    };
  }

  const stopped = (cancelled: number, { delivered = 0, failed = 0 } = {}) => ({
    redelivery: { state: 'stopped', enqueued: owedInAll, delivered, failed, ended: true },
    deliveries: { cancelled, ...(delivered > 0 && { delivered }), ...(failed > 0 && { failed }) },
    cancelledByStats: cancelled,
    owed: 0,
  });

  it('tells what was delivered, what was given up and what was cancelled apart', async () => {
    const sent = await owed(6);
    await recordOutcomes(
      database.hot,
      sent.map((row, n) => outcome(row, n < 3 ? 'delivered' : n < 5 ? 'failed' : 'pending')),
    );
    expect(await stopRedelivery(database.hot, id)).toBe(true);
    await finishStop(database, id, endpointId);
    expect(await found()).toEqual(stopped(owedInAll - 5, { delivered: 3, failed: 2 }));
    const [retried] = await clone.query('select state, attempt_count from postrider.delivery where id = $1', [
      sent[5]?.delivery_id,
    ]);
    expect(retried).toEqual({ state: 'cancelled', attempt_count: 4 });
  });

  it('logs what was in flight, and counts it no more', async () => {
    const [inFlight] = (await owed(1)) as [Owed];
    await stopRedelivery(database.hot, id);
    await finishStop(database, id, endpointId);
    await recordOutcomes(database.hot, [outcome(inFlight, 'delivered')]);
    expect(await found()).toEqual(stopped(owedInAll));
    expect(await clone.query('select delivery_id from postrider.attempt')).toEqual([
      { delivery_id: inFlight.delivery_id },
    ]);
  });

  it('goes on where somebody died between two of its transactions, and counts nothing twice', async () => {
    let transactions = 0;
    const dying: Database = {
      ...database,
      hotTransaction: (work) => {
        transactions += 1;
        return transactions > 1 ? Promise.reject(new Error('died')) : database.hotTransaction(work);
      },
    };
    await stopRedelivery(database.hot, id);
    await expect(finishStop(dying, id, endpointId)).rejects.toThrow('died');
    const left = await found();
    expect(left).toMatchObject({ redelivery: { state: 'stopping' }, deliveries: { pending: left.owed } });
    expect(left.owed).toBeLessThan(owedInAll);
    expect(left.cancelledByStats).toBe(owedInAll - left.owed);

    await new RedeliveryKeeper(database).settle();
    expect(await found()).toEqual(stopped(owedInAll));
  });

  it('is one stop, however many ask for it', async () => {
    const stops = await Promise.all([1, 2, 3].map(() => stopRedelivery(database.hot, id)));
    expect(stops.filter(Boolean)).toHaveLength(1);
    await Promise.all([1, 2, 3].map(() => finishStop(database, id, endpointId)));
    expect(await found()).toEqual(stopped(owedInAll));
  });

  it('counts each delivery once, whatever is recorded meanwhile', async () => {
    // Newest first, against the order in which they are cancelled.
    const sent = await owed(2_000);
    const [first = [], ...rest] = Array.from({ length: 20 }, (_, n) => sent.slice(n * 100, (n + 1) * 100));
    // As the dispatcher does: the two lock in different orders, and either may be the victim of a deadlock.
    const record = (batch: readonly Owed[]) =>
      withRetries(() =>
        recordOutcomes(
          database.hot,
          batch.map((row) => outcome(row, 'delivered')),
        ),
      );
    await record(first);
    await stopRedelivery(database.hot, id);
    const recording = (async () => {
      for (const batch of rest) await record(batch);
    })();
    await Promise.all([recording, finishStop(database, id, endpointId)]);
    const { redelivery, deliveries, cancelledByStats } = await found();
    const { delivered = 0, cancelled = 0 } = deliveries;
    expect(delivered).toBeGreaterThanOrEqual(first.length);
    expect(delivered + cancelled).toBe(owedInAll);
    expect([redelivery, cancelledByStats]).toMatchObject([{ state: 'stopped', delivered }, cancelled]);
  });
});

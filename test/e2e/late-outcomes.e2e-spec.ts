import { cancelOwedDeliveries, newUuid, recordOutcomes, type RecordedOutcome } from '#persistence';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deliveredFacts } from '../harness/delivered-facts.js';
import { openLaneFixture, type LaneFixture } from '../harness/lane-fixture.js';

interface Counted {
  readonly state: string;
  readonly counted: number;
  readonly logged: number;
}

/** A delivery may be ended, or sent again, by somebody else while an attempt of it is in flight. */
describe('the outcome of an attempt that comes late', () => {
  let lanes: LaneFixture;
  let outcome: RecordedOutcome;

  beforeEach(async () => {
    lanes = await openLaneFixture('postgres');
    const { applicationId, endpointId } = await lanes.makeEndpoint({ url: 'http://127.0.0.1:9/' });
    await lanes.emit(applicationId, [{ payload: '{}' }]);
    const [owed] = await lanes.clone.query<{ deliveryId: string; eventId: string }>(
      'select delivery_id as "deliveryId", event_id as "eventId" from postrider.owed_delivery',
    );
    if (owed === undefined) throw new Error('nothing is owed');
    outcome = { ...owed, ...deliveredFacts, eventType: 'order.paid', applicationId, endpointId, attemptId: newUuid() };
  });

  afterEach(async () => {
    await lanes.close();
  });

  const record = (changes: Partial<RecordedOutcome> = {}) =>
    recordOutcomes(lanes.database.hot, [{ ...outcome, ...changes }]);
  const cancel = () => cancelOwedDeliveries(lanes.database.hot, outcome.endpointId, 'cancelled');
  const sendAgain = () =>
    lanes.clone.query(
      `with again as (
         update postrider.delivery set state = 'pending', finished_at = null returning *
       )
       insert into postrider.owed_delivery (endpoint_id, event_id, delivery_id, due_at, earlier_attempts)
       select endpoint_id, event_id, id, now(), attempt_count from again`,
    );
  const counted = async (): Promise<Counted | undefined> =>
    (
      await lanes.clone.query<Counted>(
        `select d.state, coalesce(o.earlier_attempts + o.attempt_count, d.attempt_count) as counted,
                (select count(*)::int from postrider.attempt) as logged
         from postrider.delivery d left join postrider.owed_delivery o on o.delivery_id = d.id`,
      )
    )[0];

  it.each(['delivered', 'pending'] as const)(
    'is logged and counted where the delivery was cancelled: %s',
    async (state) => {
      await cancel();
      await record({ state, retryInMs: state === 'pending' ? 1_000 : null });
      expect(await counted()).toEqual({ state: 'cancelled', counted: 1, logged: 1 });
    },
  );

  it('is counted once, however often it is recorded', async () => {
    await cancel();
    for (let time = 0; time < 3; time += 1) await record();
    expect(await counted()).toEqual({ state: 'cancelled', counted: 1, logged: 1 });
  });

  it('ends a delivery that was sent again meanwhile, and the other attempt is counted as well', async () => {
    await cancel();
    await sendAgain();
    await record();
    expect(await counted()).toEqual({ state: 'delivered', counted: 1, logged: 1 });
    await record({ attemptId: newUuid() });
    expect(await counted()).toEqual({ state: 'delivered', counted: 2, logged: 2 });
  });

  it('is no attempt of the retry policy where another has been recorded in its place', async () => {
    const failed = { state: 'pending', outcome: 'failed', status: 500, retryInMs: 1_000 } as const;
    await cancel();
    await sendAgain();
    await record(failed);
    await record({ ...failed, attemptId: newUuid() });
    expect(await counted()).toEqual({ state: 'pending', counted: 2, logged: 2 });
    const [owed] = await lanes.clone.query('select attempt_count, earlier_attempts from postrider.owed_delivery');
    expect(owed).toEqual({ attempt_count: 1, earlier_attempts: 1 });
    await record({ attemptId: newUuid(), number: 3 });
    expect(await counted()).toEqual({ state: 'delivered', counted: 3, logged: 3 });
  });
});

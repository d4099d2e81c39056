import { transitions, type DeliveryState } from '#events';
import { publicId } from '#persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../harness/eventually.js';
import { startPlatform, type Platform } from '../harness/platform.js';
import { Storm } from '../harness/storm/storm.js';

/** Longer by hand: `STORM_SECONDS=60 npm test -- busy-operators --testTimeout 300000`. */
const stormMs = 1_000 * Number(process.env['STORM_SECONDS'] ?? 4);

/** Notes every change of a delivery's state, whichever statement makes it. */
const watchStates = `
  create table postrider.seen_transition (moved_from text, moved_to text, primary key (moved_from, moved_to));
  create function postrider.see_transition() returns trigger language plpgsql as $$
    begin
      insert into postrider.seen_transition values (old.state, new.state) on conflict do nothing;
      return null;
    end $$;
  create trigger see_transition after update of state on postrider.delivery
    for each row when (old.state <> new.state) execute function postrider.see_transition()`;

interface SeenTransition {
  readonly from: DeliveryState;
  readonly to: DeliveryState;
}

interface LoggedDelivery {
  readonly eventId: string;
  readonly endpointId: string;
  readonly state: string;
  readonly attemptCount: number;
  readonly attempts: number;
  readonly successes: number;
}

const queues = process.env['TEST_REDIS_URL'] === undefined ? (['postgres'] as const) : (['postgres', 'redis'] as const);

describe.each(queues)('operators at work on lanes at work, the queue in %s', (queue) => {
  let platform: Platform;
  let storm: Storm;

  beforeAll(async () => {
    platform = await startPlatform(queue, { dispatchers: 2 });
    await platform.clone.query(watchStates);
    storm = new Storm(platform);
    await storm.gather();
  });

  afterAll(async () => {
    await storm.close();
    await platform.close();
  });

  const deliveries = () =>
    platform.clone.query<LoggedDelivery>(
      `select d.event_id as "eventId", d.endpoint_id as "endpointId", d.state, d.attempt_count as "attemptCount",
              count(a.id)::int as attempts, count(a.id) filter (where a.outcome = 'delivered')::int as successes
       from postrider.delivery d left join postrider.attempt a on a.delivery_id = d.id
       group by d.id`,
    );
  const sentAs = ({ eventId, endpointId }: LoggedDelivery) =>
    `${publicId('event', eventId)} to ${publicId('endpoint', endpointId)}`;

  const owed = () =>
    platform.clone.query(
      `select o.*, o.due_at - now() as due_in, e.state, e.ordering, e.rate_limit, l.held_until - now() as held_for, d.state as delivery_state
       from postrider.owed_delivery o left join postrider.endpoint e on e.id = o.endpoint_id
       left join postrider.lane_lease l on l.endpoint_id = o.endpoint_id
       left join postrider.delivery d on d.id = o.delivery_id`,
    );

  const seenTransitions = () =>
    platform.clone.query<SeenTransition>(
      'select moved_from as "from", moved_to as "to" from postrider.seen_transition',
    );

  it('lose nothing and send nothing twice; log and receivers agree', async () => {
    await storm.rage(stormMs);
    await storm.calmDown();
    await eventually(async () => {
      expect(await owed()).toEqual([]);
    }, 60_000);

    expect(storm.surprises).toEqual([]);
    expect(storm.ledger.unverified).toEqual([]);
    expect(storm.ledger.outOfOrder).toEqual([]);
    const all = await deliveries();
    const made = new Map<string, number>();
    for (const event of all.map(({ eventId }) => publicId('event', eventId)))
      made.set(event, (made.get(event) ?? 0) + 1);
    // A redelivery of what is missing makes further ones.
    const broken = [...storm.promised].filter(([event, count]) => (made.get(event) ?? 0) < count);
    expect(broken).toEqual([]);
    expect(all.filter(({ state }) => state === 'pending')).toEqual([]);
    expect(all.filter(({ state, successes }) => state === 'delivered' && successes === 0)).toEqual([]);
    expect(all.filter((one) => storm.ledger.requestsOf(sentAs(one)) !== one.attempts)).toEqual([]);
    expect(all.filter(({ attempts, attemptCount }) => attempts !== attemptCount)).toEqual([]);
    const seen = await seenTransitions();
    expect(seen.filter(({ from, to }) => !transitions[from].includes(to))).toEqual([]);
    expect(seen).toEqual(expect.arrayContaining([{ from: 'pending', to: 'delivered' }]));
    // It was a storm, and most of it came through.
    expect(all.filter(({ state }) => state === 'delivered').length).toBeGreaterThan(all.length / 4);
  });
});

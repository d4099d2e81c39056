import { contractOf } from '#events';
import { newUuid, startOfLane, type DueDelivery } from '#persistence';
import { describe, expect, it } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { BulkShare } from './bulk-share.js';
import type { CapacityEffect } from './concurrency-window.js';
import { Drain, type DrainHost } from './drain.js';
import type { LaneFeed, Run } from './lane-feed.js';
import { LaneMemories } from './lane-memories.js';
import { prepareLane } from './lane.js';
import type { TakenLane } from './open-lane.js';
import { ReadAhead } from './read-ahead.js';
import { Signal } from './signal.js';
import { Slice } from './slice.js';
import { Turns } from './turns.js';
import { Unrecorded } from './unrecorded.js';

const endpointId = newUuid();

function due(): DueDelivery {
  return {
    deliveryId: newUuid(),
    endpointId,
    eventId: newUuid(),
    eventType: 'order.paid',
    payload: '{}',
    payloadBytes: 2,
    occurredAt: new Date(),
    attemptCount: 0,
    earlierAttempts: 0,
    firstAttemptAt: null,
    position: startOfLane,
    redeliveryId: null,
  };
}

/** What is due of `deliveries`, until each was attempted. */
function feedOf(deliveries: readonly DueDelivery[]): LaneFeed {
  return {
    next: (limit, busy) => {
      const runs = deliveries
        .filter(({ eventId }) => !busy.has(eventId))
        .slice(0, limit)
        .map((delivery) => ({ key: delivery.eventId, deliveries: [delivery] }));
      return Promise.resolve({ runs, more: runs.length === limit });
    },
  };
}

/** A lane that finds these deliveries due, and has at most four requests in flight. */
function takenLane(fresh: DueDelivery[], bulk: DueDelivery[], ordering: 'none' | 'fifo' = 'none'): TakenLane {
  const lane = prepareLane(
    {
      id: endpointId,
      applicationId: newUuid(),
      url: 'https://example.com/hook',
      state: 'active',
      contract: 'standard',
      contractOptions: {},
      contractValues: {},
      retryPolicy: contractOf('standard')?.retryPolicy,
      timeoutMs: null,
      successStatuses: [],
      ordering,
      rateLimit: null,
      maxConcurrency: 4,
      headers: {},
      redelivering: bulk.length > 0,
      secrets: [],
    },
    [],
  );
  return {
    lane,
    memory: new LaneMemories().of(lane),
    feed: feedOf(fresh),
    bulkFeed: bulk.length > 0 ? feedOf(bulk) : undefined,
  };
}

interface Scene {
  readonly count: number;
  /** In the bulk lane. */
  readonly bulkCount?: number;
  readonly isCrowded: boolean;
  readonly isLineLong: boolean;
  readonly effect?: CapacityEffect;
}

/** Drains a lane in a slice without an end until its dispatcher stops, which is once everything that was due was attempted, or it leaves. */
async function drain({ count, bulkCount = 0, isCrowded, isLineLong, effect = 'success' }: Scene) {
  const [fresh, bulk] = [Array.from({ length: count }, due), Array.from({ length: bulkCount }, due)];
  const stopped = new AbortController();
  const changed = new Signal();
  const ahead = new ReadAhead();
  const attempted: string[] = [];
  const host: DrainHost = {
    attempt: async (_lane, delivery) => {
      const from = fresh.includes(delivery) ? fresh : bulk;
      attempted.push(from === fresh ? 'fresh' : 'bulk');
      await setImmediate();
      from.splice(from.indexOf(delivery), 1);
      if (fresh.length + bulk.length === 0) stopped.abort();
      return { effect, settled: Promise.resolve(true) };
    },
    bulkShare: new BulkShare(),
    feeding: new Turns(1),
    feedMore: () => Promise.resolve(undefined),
    reopen: () => Promise.resolve(undefined),
    ahead,
    unrecorded: new Unrecorded(),
    isCrowded,
    isDueBack: false,
    isLineLong: () => isLineLong,
  };
  const leftOver = await new Drain(takenLane(fresh, bulk), new Slice(stopped.signal, () => 0), changed, host).run();
  return { attempted: attempted.length, order: attempted, leftOver, held: ahead.held };
}

describe('Drain', () => {
  it('attempts what is due and holds nothing afterwards', async () => {
    expect(await drain({ count: 50, isCrowded: false, isLineLong: false })).toMatchObject({ attempted: 50, held: 0 });
  });

  it('stands in a long line for its host while there are places for all lanes', async () => {
    expect(await drain({ count: 5, isCrowded: false, isLineLong: true })).toMatchObject({ attempted: 5, held: 0 });
  });

  it('C42 leaves a long line to others while places are scarce, and itself to the sweep', async () => {
    expect(await drain({ count: 5, isCrowded: true, isLineLong: true })).toMatchObject({
      attempted: 0,
      leftOver: false,
      held: 0,
    });
  });

  it('goes on while places are scarce when there is no line', async () => {
    expect(await drain({ count: 5, isCrowded: true, isLineLong: false })).toMatchObject({ attempted: 5, held: 0 });
  });

  it('makes one request of a lane that struggles, and leaves the rest to its next turn', async () => {
    const scene = { isCrowded: false, isLineLong: false, effect: 'overload' } as const;
    expect(await drain({ ...scene, count: 5 })).toMatchObject({ attempted: 1, leftOver: true, held: 0 });
    expect(await drain({ ...scene, count: 0, bulkCount: 5 })).toMatchObject({ attempted: 1, leftOver: true, held: 0 });
  });

  it('begins bulk work once all fresh work is begun', async () => {
    const { order, held } = await drain({ count: 30, bulkCount: 10, isCrowded: false, isLineLong: false });
    expect(order).toEqual([...Array<string>(30).fill('fresh'), ...Array<string>(10).fill('bulk')]);
    expect(held).toBe(0);
  });
});

/** Drains a lane whose requests are answered at once, and recorded when the test says so; its slice ages when it says so. */
function drainUnrecorded(lane: TakenLane, unrecorded = new Unrecorded(), reopened?: () => TakenLane) {
  const stopped = new AbortController();
  const changed = new Signal();
  const attempted: string[] = [];
  const waiting: ((settled: boolean) => void)[] = [];
  const host: DrainHost = {
    attempt: (_lane, delivery) => {
      attempted.push(delivery.eventId);
      return Promise.resolve({ effect: 'success', settled: new Promise((resolve) => waiting.push(resolve)) });
    },
    bulkShare: new BulkShare(),
    feeding: new Turns(1),
    feedMore: () => Promise.resolve(undefined),
    reopen: () => Promise.resolve(reopened?.()),
    ahead: new ReadAhead(),
    unrecorded,
    isCrowded: false,
    isDueBack: false,
    isLineLong: () => false,
  };
  let now = 0;
  let hasEnded = false;
  const ended = new Drain(lane, new Slice(stopped.signal, () => now), changed, host)
    .run()
    .finally(() => (hasEnded = true));
  return {
    attempted,
    hasEnded: () => hasEnded,
    /** Records what was answered so far. */
    record: async () => {
      for (const resolve of waiting.splice(0)) resolve(true);
      await comesToRest();
    },
    /** Lets the slice grow so old that a lane at work renews it. */
    age: async () => {
      now += 1_500;
      changed.fire();
      await comesToRest();
    },
    stop: async () => {
      stopped.abort();
      changed.fire();
      await comesToRest();
    },
    ended,
  };
}

/** Lets whatever can go on without the test go on: the drain waits for nothing else than promises. */
async function comesToRest(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await setImmediate();
}

/** What is due in this order until it was attempted; each key is one run. */
const runFeed = (runs: readonly Run[]): LaneFeed => ({
  next: (_limit, busy) => Promise.resolve({ runs: runs.filter(({ key }) => !busy.has(key)), more: false }),
});

/** A bulk lane of one ordering key, which finds the next when a read begins, and answers when the test says so. */
function oneKeyFeed(deliveries: readonly DueDelivery[]) {
  const key = 'order-7';
  const left = [...deliveries];
  const reading: (() => void)[] = [];
  let reads = 0;
  const bulkFeed: LaneFeed = {
    next: (_limit, busy) => {
      reads += 1;
      const runs = busy.has(key) ? [] : left.splice(0, 1).map((delivery) => ({ key, deliveries: [delivery] }));
      return new Promise((resolve) => {
        reading.push(() => {
          resolve({ runs, more: false });
        });
      });
    },
  };
  return {
    bulkFeed,
    reads: () => reads,
    /** Ends the read that is under way. */
    endReading: async () => {
      await comesToRest();
      for (const end of reading.splice(0)) end();
      await comesToRest();
    },
  };
}

describe('Drain and its recorder', () => {
  it('sends on while outcomes are recorded, but leaves no more unrecorded than twice the window', async () => {
    const drain = drainUnrecorded(takenLane(Array.from({ length: 50 }, due), []));
    await comesToRest();
    expect(drain.attempted).toHaveLength(8);
    await drain.stop();
    await drain.record();
    await drain.ended;
  });

  it('shares with all lanes what may be unrecorded beside the requests in flight', async () => {
    const unrecorded = new Unrecorded(3);
    void unrecorded.hold(new Promise(() => undefined));
    const drain = drainUnrecorded(takenLane(Array.from({ length: 50 }, due), []), unrecorded);
    await comesToRest();
    expect(drain.attempted).toHaveLength(6);
    await drain.stop();
    await drain.record();
    await drain.ended;
    expect(unrecorded.held).toBe(1);
  });

  it('reads nothing again that is answered and not recorded', async () => {
    const fresh = Array.from({ length: 3 }, due);
    const drain = drainUnrecorded(takenLane(fresh, []));
    await comesToRest();
    expect(drain.attempted).toEqual(fresh.map(({ eventId }) => eventId));
    await drain.stop();
    await drain.record();
    await drain.ended;
  });

  it('ends when everything is recorded, and not when it is answered', async () => {
    const drain = drainUnrecorded(takenLane([due()], []));
    await comesToRest();
    await drain.stop();
    expect(drain.hasEnded()).toBe(false);
    await drain.record();
    expect(drain.hasEnded()).toBe(true);
    expect(await drain.ended).toBe(true);
  });

  it('begins nothing more in a lane whose ordering was edited until what is under way is recorded', async () => {
    const fresh = [due()];
    let reopened = 0;
    const drain = drainUnrecorded(takenLane(fresh, []), new Unrecorded(), () => {
      reopened += 1;
      fresh.push(due());
      return takenLane(fresh, [], 'fifo');
    });
    await drain.age();
    expect(reopened).toBe(1);
    expect(drain.attempted).toHaveLength(1);
    expect(drain.hasEnded()).toBe(false);
    await drain.record();
    expect(await drain.ended).toBe(true);
    expect(drain.attempted).toHaveLength(1);
  });

  it('sends the next delivery of an ordering key once the one before is recorded', async () => {
    const deliveries = [due(), due()];
    const [first, second] = deliveries.map(({ eventId }) => eventId);
    const drain = drainUnrecorded({ ...takenLane([], []), feed: runFeed([{ key: 'order-7', deliveries }]) });
    await comesToRest();
    expect(drain.attempted).toEqual([first]);
    await drain.record();
    expect(drain.attempted).toEqual([first, second]);
    await drain.stop();
    await drain.record();
    await drain.ended;
  });

  it('goes on with bulk work of a FIFO lane when the run that holds it back is recorded while it is read', async () => {
    const deliveries = [due(), due(), due()];
    const [first, second, third] = deliveries.map(({ eventId }) => eventId);
    const { bulkFeed, endReading } = oneKeyFeed(deliveries);
    const drain = drainUnrecorded({ ...takenLane([], deliveries, 'fifo'), bulkFeed });
    await endReading();
    expect(drain.attempted).toEqual([first]);
    await drain.record();
    await endReading();
    expect(drain.attempted).toEqual([first]);
    await endReading();
    expect(drain.attempted).toEqual([first, second]);
    await drain.record();
    await endReading();
    await endReading();
    expect(drain.attempted).toEqual([first, second, third]);
    await drain.stop();
    await drain.record();
    await endReading();
    await drain.ended;
  });

  it('reads the bulk lane of a FIFO lane no more when nothing is due in it, whatever fresh work ends meanwhile', async () => {
    const fresh = [due()];
    const { bulkFeed, endReading, reads } = oneKeyFeed([]);
    const lane = { ...takenLane(fresh, [], 'fifo'), bulkFeed };
    const drain = drainUnrecorded(lane, new Unrecorded(), () => ({ ...lane }));
    await endReading();
    await drain.age();
    // Opened again while the fresh one is under way.
    expect([drain.attempted.length, reads()]).toEqual([1, 2]);
    fresh.pop();
    await drain.record();
    await endReading();
    expect(reads()).toBe(2);
    await drain.stop();
    await drain.ended;
  });

  it('begins nothing that was cancelled before its lane was opened again', async () => {
    const fresh = Array.from({ length: 50 }, due);
    const lane = takenLane(fresh, []);
    let reopened = 0;
    const drain = drainUnrecorded(lane, new Unrecorded(), () => {
      reopened += 1;
      return { ...lane };
    });
    await comesToRest();
    // More was read than the window lets go, and the rest of it waits for room.
    expect(drain.attempted).toHaveLength(8);
    fresh.splice(8, 32);
    await drain.age();
    expect(reopened).toBe(1);
    fresh.splice(0, 8);
    await drain.record();
    expect(drain.attempted.slice(8)).toEqual(fresh.slice(0, 8).map(({ eventId }) => eventId));
    await drain.stop();
    await drain.record();
    await drain.ended;
  });

  it('sends nothing of an ordering key that was cancelled before its lane was opened again', async () => {
    const deliveries = [due(), due(), due()];
    const [first, , third] = deliveries.map(({ eventId }) => eventId);
    const lane = { ...takenLane([], []), feed: runFeed([{ key: 'order-7', deliveries }]) };
    lane.memory.window.learn('success');
    let reopened = 0;
    const drain = drainUnrecorded(lane, new Unrecorded(), () => {
      reopened += 1;
      return { ...lane, feed: runFeed([{ key: 'order-7', deliveries: deliveries.slice(2) }]) };
    });
    await drain.age();
    expect(reopened).toBe(1);
    await drain.record();
    expect(drain.attempted).toEqual([first, third]);
    await drain.stop();
    await drain.record();
    await drain.ended;
  });
});

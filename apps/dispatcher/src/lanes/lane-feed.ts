import type { DueDelivery, LanePosition } from '#persistence';
import { startOfLane } from '#persistence';
import type { DatabaseClock } from './database-clock.js';
import type { LaneMemory } from './lane-memories.js';
import type { LaneReader } from './lane-reader.js';
import type { Lane } from './lane.js';

/** Deliveries that must be sent one after the other, each only once the one before is settled. */
export interface Run {
  /** What is busy while the run is under way: the delivery's event, or its ordering key. */
  readonly key: string;
  readonly deliveries: readonly DueDelivery[];
}

export interface Feed {
  readonly runs: readonly Run[];
  /** More may be due than was read. */
  readonly more: boolean;
}

/** What a drain takes its deliveries from: runs up to a limit. `busy` are the keys of runs that are under way. */
export interface LaneFeed {
  next(limit: number, busy: ReadonlySet<string>): Promise<Feed>;
}

/** Deliveries of one ordering key that are read at once. */
const maxPerKey = 16;

/** A lane is read from its very start at least this often (milliseconds), whatever its position. */
const fromStartEveryMs = 5_000;

/**
 * How far behind the present a position stays (milliseconds): an ingest that began earlier may commit later than one
 * that was read. What takes longer still is found by the next reading from the start.
 */
const commitSlackMs = 2_000;

export function openFeed(lane: Lane, memory: LaneMemory, reader: LaneReader, clock: DatabaseClock): LaneFeed {
  return lane.ordered ? orderedFeed(lane, reader) : unorderedFeed(lane, memory, reader, clock);
}

/**
 * Reads in the order of due time, page by page. Behind the position lie index entries of what is settled, which stay
 * until they are vacuumed: a hot lane that began at its start each time would step over all of them each time.
 */
function unorderedFeed(lane: Lane, memory: LaneMemory, reader: LaneReader, clock: DatabaseClock): LaneFeed {
  return {
    next: async (limit, busy) => {
      const now = performance.now();
      const fromStart = memory.progress === undefined || now - memory.progress.fromStartAt > fromStartEveryMs;
      const fromStartAt = fromStart ? now : (memory.progress?.fromStartAt ?? now);
      const from = fromStart ? startOfLane : (memory.progress?.position ?? startOfLane);
      const readAt = clock.now();
      const page = await reader.page({ endpointId: lane.endpointId, from, limit, except: [...busy] });
      memory.progress = { position: oldestUnread(page, readAt), fromStartAt };
      return { runs: page.map(runOf), more: page.length === limit };
    },
  };
}

const runOf = (delivery: DueDelivery): Run => ({ key: delivery.eventId, deliveries: [delivery] });

/** Whatever stands before the first delivery of a page is settled or under way. */
function oldestUnread(page: readonly DueDelivery[], readAt: Date): LanePosition {
  const present = { ...startOfLane, dueAt: new Date(readAt.getTime() - commitSlackMs) };
  const first = page[0]?.position;
  return first !== undefined && first.dueAt < present.dueAt ? first : present;
}

function orderedFeed(lane: Lane, reader: LaneReader, part = { bulk: false, maxPerKey }): LaneFeed {
  return {
    next: async (limit, busy) => {
      const read = { endpointId: lane.endpointId, busyKeys: [...busy], maxKeys: limit, ...part };
      const runs = await reader.ordered(read);
      return {
        runs: runs.map(({ orderingKey, deliveries }) => ({ key: orderingKey, deliveries })),
        more: runs.length === limit,
      };
    },
  };
}

/**
 * The bulk lane. Its order by due time is the order in which it was made owed, so each page begins where the last one
 * ended. In a FIFO lane one delivery of an ordering key at a time: fresh work of that key waits for one request and not
 * for a run of them.
 */
export function openBulkFeed(lane: Lane, reader: LaneReader): LaneFeed {
  const { endpointId } = lane;
  if (lane.ordered) return orderedFeed(lane, reader, { bulk: true, maxPerKey: 1 });
  let from = startOfLane;
  return {
    next: async (limit, busy) => {
      const page = await reader.bulkPage({ endpointId, from, limit, except: [...busy] });
      from = page.at(-1)?.position ?? from;
      return { runs: page.map(runOf), more: page.length === limit };
    },
  };
}

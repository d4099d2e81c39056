import type { LaneWaker } from '#lanes';
import { findDueLanes, type Database } from '#persistence';
import type { DatabaseClock } from '../lanes/database-clock.js';

/** Between two sweeps, in milliseconds: how long a lost wake-up can go unnoticed. */
export const sweepIntervalMs = 1_000;

/**
 * Wakes every lane that has something due. Retries, lost wake-ups, dead dispatchers, an emptied Redis and events
 * that were emitted in SQL all end here. Of several dispatchers one sweeps at a time; two would do no harm.
 */
export class Sweeper {
  constructor(
    private readonly database: Database,
    private readonly waker: LaneWaker,
    private readonly clock: DatabaseClock,
  ) {}

  async sweep(): Promise<void> {
    const { databaseNow, shutLanes, openLanes } = await this.database.hotTransaction(findDueLanes);
    this.clock.set(databaseNow);
    this.waker.wake(shutLanes);
    this.waker.poke(openLanes);
  }
}

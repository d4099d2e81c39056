import type { LaneWaker } from '#lanes';
import { findDueLanes, type Database } from '#persistence';
import type { DatabaseClock } from '../lanes/database-clock.js';
import { Rewakes } from './rewakes.js';

/** Between two sweeps, in milliseconds: how long a lost wake-up can go unnoticed. */
export const sweepIntervalMs = 1_000;

/** The lanes of this process. */
export interface OwnLanes {
  /** Whether the lane is here already, open or waiting for a place. */
  has(endpointId: string): boolean;
  poke(endpointIds: readonly string[]): void;
}

/**
 * Wakes every lane that has something due. Retries, lost wake-ups, dead dispatchers, an emptied Redis and events
 * that were emitted in SQL all end here. Of several dispatchers one sweeps at a time; two would do no harm.
 */
export class Sweeper {
  readonly #rewakes = new Rewakes();

  constructor(
    private readonly database: Database,
    private readonly own: OwnLanes,
    private readonly waker: LaneWaker,
    private readonly clock: DatabaseClock,
  ) {}

  async sweep(): Promise<void> {
    const { databaseNow, shutLanes, openLanes } = await this.database.hotTransaction(findDueLanes);
    this.clock.set(databaseNow);
    const here = shutLanes.filter((id) => this.own.has(id));
    const elsewhere = shutLanes.filter((id) => !this.own.has(id));
    this.own.poke(here);
    this.waker.wake(this.#rewakes.choose(elsewhere, performance.now()));
    this.waker.poke(openLanes);
  }
}

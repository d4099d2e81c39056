import type { ArrivalLog } from './arrival-log.js';
import type { Customer } from './customers.js';
import { ask, type Stand } from './stand.js';
import type { SteadyLoad } from './steady-load.js';

/** Something that was seen besides the counts; what does not hold fails the run. */
export interface Finding {
  readonly text: string;
  readonly holds: boolean;
}

/** What a fault has in its hands. */
export class Scene {
  readonly findings: Finding[] = [];
  #inFlight = 0;

  constructor(
    readonly stand: Stand,
    readonly customers: readonly Customer[],
    readonly load: SteadyLoad,
    readonly arrivals: ArrivalLog,
  ) {}

  /** Deliveries that were in flight whenever the fault struck: each of them may be made once more. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * Strikes while no dispatcher moves, so that what is in flight at that very moment can be counted: a delivery is
   * owed from its event's commit until its outcome's, and that is when a fault can make somebody send it again.
   */
  async strikeAtOnce(act: () => void | Promise<void>): Promise<void> {
    const { platform } = this.stand;
    await platform.freeze();
    this.#inFlight += await countDue(this.stand);
    await act();
    platform.thaw();
  }

  find(text: string, holds = true): void {
    this.findings.push({ text, holds });
  }
}

async function countDue(stand: Stand): Promise<number> {
  const rows = await ask<{ count: number }>(
    stand,
    'select count(*)::int from postrider.owed_delivery where due_at <= clock_timestamp()',
  );
  return rows[0]?.count ?? 0;
}

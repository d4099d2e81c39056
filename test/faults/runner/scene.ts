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
   * Strikes while no dispatcher moves, so that what is in flight at that very moment can be counted: what a receiver
   * has got and what is still owed, because its outcome is not recorded.
   */
  async strikeAtOnce(act: () => void | Promise<void>): Promise<void> {
    const { platform } = this.stand;
    await platform.freeze();
    const owed = await numbersOwed(this.stand);
    this.#inFlight += owed.filter((n) => this.arrivals.firstAtMs(n) !== undefined).length;
    await act();
    platform.thaw();
  }

  find(text: string, holds = true): void {
    this.findings.push({ text, holds });
  }
}

/** Which events of the load are owed. Meanwhile the receivers take in what was on the wire. */
async function numbersOwed(stand: Stand): Promise<number[]> {
  const rows = await ask<{ n: number }>(
    stand,
    `select (e.payload::json ->> 'n')::int as n
     from postrider.owed_delivery o join postrider.event e on e.id = o.event_id`,
  );
  return rows.map(({ n }) => n);
}

import { finishStop, settleRedeliveries, type Database } from '#persistence';

/** Between two looks at the redeliveries at work, in milliseconds. */
export const settleIntervalMs = 1_000;

/** Ends redeliveries that have sent everything, and finishes stops that somebody began and died over. */
export class RedeliveryKeeper {
  constructor(private readonly database: Database) {}

  /** Safe to run in several dispatchers at once. */
  async settle(): Promise<void> {
    for (const { id, endpointId } of await settleRedeliveries(this.database.hot)) {
      await finishStop(this.database, id, endpointId);
    }
  }
}

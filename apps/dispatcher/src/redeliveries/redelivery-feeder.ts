import {
  advanceRedelivery,
  enqueueRedelivery,
  firstUuidAt,
  lockRedelivery,
  planByValues,
  publicId,
  withRetries,
  type Database,
  type OpenRedelivery,
  type Queryable,
} from '#persistence';
import type { DatabaseClock } from '../lanes/database-clock.js';

/**
 * Deliveries (or events) that one step looks at; what of them is to be sent is made owed at once. Steps of a thousand
 * kept a core of the database's server for 100 ms each, which fresh events of everybody waited for.
 */
const maxLookedAt = 250;

/** An event is looked for this long after its id was made (milliseconds): its ingest may still be under way. */
const commitSlackMs = 2_000;

export interface FeederLog {
  warn(fields: object, message: string): void;
}

/**
 * Moves redeliveries on, step by step, as their bulk lanes run empty: a step makes owed what the next ids hold and
 * moves the cursor in the same transaction, so a step that died is as if it had not been, and the next one is the same.
 */
export class RedeliveryFeeder {
  constructor(
    private readonly database: Database,
    private readonly clock: DatabaseClock,
    private readonly log: FeederLog,
    private readonly lookAt = maxLookedAt,
  ) {}

  /**
   * One step. Returns how many were made owed; undefined when there is nothing to look at just now. Never rejects: what
   * failed left nothing, and is tried again when the lane is looked at again.
   */
  async feed(endpointId: string): Promise<number | undefined> {
    try {
      return await withRetries(() => this.database.hotTransaction((tx) => this.#step(tx, endpointId)));
    } catch (error) {
      this.log.warn({ endpointId: publicId('endpoint', endpointId), error: String(error) }, 'redelivery not moved on');
      return undefined;
    }
  }

  async #step(transaction: Queryable, endpointId: string): Promise<number | undefined> {
    const redelivery = await lockRedelivery(transaction, endpointId);
    if (redelivery === undefined) return undefined;
    const end = firstUuidAt(redelivery.until.getTime());
    const before = this.#visibleEnd(redelivery, end);
    if (before < end && before <= redelivery.reached) return undefined;
    await planByValues(transaction);
    const { reach, enqueued, skipped } = await enqueueRedelivery(transaction, redelivery.id, {
      endpointId,
      status: redelivery.status,
      eventTypes: redelivery.eventTypes,
      after: redelivery.reached,
      before,
      limit: this.lookAt,
      endedBy: redelivery.createdAt,
    });
    const allEnqueued = reach === null && before === end;
    await advanceRedelivery(transaction, redelivery.id, { reached: reach ?? before, allEnqueued, enqueued, skipped });
    return enqueued === 0 && reach === null ? undefined : enqueued;
  }

  /** Deliveries that have ended were committed long ago; events may be on their way. */
  #visibleEnd({ status }: OpenRedelivery, end: string): string {
    if (status !== 'missing') return end;
    const visible = firstUuidAt(this.clock.now().getTime() - commitSlackMs);
    return visible < end ? visible : end;
  }
}

import {
  Batcher,
  closeLanes,
  isDataFault,
  newUuid,
  openLanes,
  renewLanes,
  withRetries,
  type Database,
  type EndpointSettings,
} from '#persistence';
import { laneOpenMs } from '#lanes';
import { repeat, type Repeated, type RepeatLog } from '../sweeper/repeat.js';
import { maxLanesPerStatement, maxWaitingLanes } from './lane-reader.js';

/**
 * How long a lane is a dispatcher's own without a word from it, in milliseconds. Longer than a slice, so that whoever
 * is stopped or cut off begins nothing in a lane that another has taken; short enough that a dead one's lanes are taken
 * over within seconds.
 */
const leaseMs = 8_000;

/**
 * Lanes that are opened by one statement at most. What is opened together is sent together, and where nobody answers
 * it times out together: a few at a time, others' work comes between.
 */
const maxLanesOpenedAtOnce = 8;

/** Between two renewals, in milliseconds. */
const renewIntervalMs = 2_000;

/**
 * What was asked for this long ago is renewed, in milliseconds: never a lane at work, and one that waits for answers
 * every four seconds, so that a renewal may fail before the lease runs out.
 */
const renewAfterMs = 3_000;

/**
 * The lanes that this dispatcher may drain, as the database says. The queue gives a lane to one dispatcher at a time,
 * but it may be emptied at any moment and forget to whom; a lane that is held here is then opened by nobody else.
 */
export class LaneLeases {
  readonly #holder = newUuid();
  /** When each lane was last asked for (performance.now). */
  readonly #askedAt = new Map<string, number>();
  readonly #opening: Batcher<string, EndpointSettings | undefined>;
  readonly #reopening: Batcher<string, EndpointSettings | undefined>;
  readonly #closing: Batcher<string, undefined>;
  readonly #renewal: Repeated;

  constructor(
    private readonly database: Database,
    private readonly log: RepeatLog,
  ) {
    const bounds = { maxBatch: maxLanesPerStatement, maxBacklog: maxWaitingLanes };
    // An endpoint that is deleted at that moment must not fail the others of its statement.
    const opening = { ...bounds, isItemFault: isDataFault, run: (ids: readonly string[]) => this.#openAll(ids) };
    this.#opening = new Batcher({ ...opening, maxBatch: maxLanesOpenedAtOnce });
    this.#reopening = new Batcher(opening);
    this.#closing = new Batcher({ ...bounds, run: (ids) => this.#closeAll(ids) });
    this.#renewal = repeat('lease renewal', renewIntervalMs, log, () => this.#renew());
  }

  /** The settings of an endpoint whose lane is now this dispatcher's own; undefined when it may not be drained here. */
  async open(endpointId: string): Promise<EndpointSettings | undefined> {
    const askedAt = performance.now();
    const settings = await this.#opening.add(endpointId);
    if (settings !== undefined) this.#askedAt.set(endpointId, askedAt);
    return settings;
  }

  /** The same for a lane that is open here and goes on; never behind lanes that are yet to be opened. */
  async reopen(endpointId: string): Promise<EndpointSettings | undefined> {
    const askedAt = performance.now();
    const settings = await this.#reopening.add(endpointId);
    if (settings !== undefined) this.#askedAt.set(endpointId, askedAt);
    return settings;
  }

  /** Gives a lane back, once nothing of it is in flight any more. Never rejects: a lease also runs out by itself. */
  async close(endpointId: string): Promise<void> {
    if (!this.#askedAt.delete(endpointId)) return;
    try {
      await this.#closing.add(endpointId);
    } catch (error) {
      this.log.warn({ error: String(error) }, 'lane not given back; its lease runs out');
    }
  }

  /** To be called when every lane is closed. */
  async stop(): Promise<void> {
    await this.#renewal.stop();
  }

  async #openAll(endpointIds: readonly string[]): Promise<(EndpointSettings | undefined)[]> {
    const request = { endpointIds, holder: this.#holder, leaseMs, openMs: laneOpenMs };
    const opened = await withRetries(() => openLanes(this.database.hot, request));
    return endpointIds.map((id) => opened.get(id));
  }

  async #closeAll(endpointIds: readonly string[]): Promise<undefined[]> {
    await withRetries(() => closeLanes(this.database.hot, this.#holder, endpointIds));
    return endpointIds.map(() => undefined);
  }

  /** A lane is kept for longer than its slice only while it waits for answers or for its turn. */
  async #renew(): Promise<void> {
    const askedAt = performance.now();
    const endpointIds = [...this.#askedAt].flatMap(([id, at]) => (at < askedAt - renewAfterMs ? [id] : []));
    if (endpointIds.length === 0) return;
    await withRetries(() => renewLanes(this.database.hot, { endpointIds, holder: this.#holder, leaseMs }));
    for (const id of endpointIds) if (this.#askedAt.has(id)) this.#askedAt.set(id, askedAt);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { LANE_WAKER, type LaneWaker } from '#lanes';
import {
  Batcher,
  ingestEvents,
  isDataFault,
  newUuid,
  type Database,
  type IdempotencyClaim,
  type IngestedEvent,
  type KeptAnswer,
  type KeyedRequest,
  type NewEvent,
  type Queryable,
} from '#persistence';
import { DATABASE } from '../core/tokens.js';
import { Metrics } from '../health/metrics.js';
import { ProblemError } from '../http/problem-error.js';
import { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import { emittedEvent, type EmittedEvent } from './emitted-event.js';
import { eventWeight, maxBatchWeight, withPartitions } from './event-ingest.js';

/** The events of one request with an idempotency key, and the answer that they lead to. */
export interface KeyedEvents<Result> {
  readonly events: readonly NewEvent[];
  /** What the outcomes, in the order of the events, come to. What it throws is told, and nothing of it is stored. */
  readonly resultOf: (outcomes: readonly (EmittedEvent | ProblemError)[]) => Result;
  /** The answer as the controller gives it. */
  readonly answerOf: (result: Result) => { readonly status: number; readonly body: object };
}

/** A request of any kind of result. */
interface Unit {
  readonly claim: IdempotencyClaim;
  readonly events: readonly NewEvent[];
  readonly settle: (outcomes: readonly (EmittedEvent | ProblemError)[]) => Settled;
}

interface Settled {
  readonly result: unknown;
  readonly status: number;
  readonly body: object;
}

interface Stored {
  /** By the ids of their claims; a claim that was not granted has none. */
  readonly settled: ReadonlyMap<string, Settled>;
  readonly events: readonly IngestedEvent[];
}

/**
 * Stores the events of requests with idempotency keys: claim, events, what is owed of them and the answer are committed
 * together or not at all. So a process that dies has either done nothing, or left the answer for the repeat. Concurrent
 * requests share a transaction; a repeat waits for the first one's and then finds its answer.
 */
@Injectable()
export class KeyedIngest {
  readonly #batcher = new Batcher<Unit, Settled | undefined>({
    run: (units) => this.#store(units),
    maxBatch: 500,
    maxBacklog: 10_000,
    weight: { of: ({ events }) => events.reduce((sum, event) => sum + eventWeight(event), 0), max: maxBatchWeight },
    isItemFault: (error) => isDataFault(error) || error instanceof ProblemError,
  });

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LANE_WAKER) private readonly waker: LaneWaker,
    private readonly keys: IdempotencyKeys,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Stores what `prepare` gives. A request that it refuses may have been answered before, when it was acceptable: then
   * that answer holds.
   *
   * @throws AlreadyAnswered when the request was answered before
   * @throws ProblemError when the key is another request's, or what `prepare` or `resultOf` threw
   */
  async store<Result>(keyed: KeyedRequest, prepare: () => Promise<KeyedEvents<Result>>): Promise<Result> {
    const { events, resultOf, answerOf } = await this.#orEarlierAnswer(keyed, prepare);
    const settle: Unit['settle'] = (outcomes) => {
      const result = resultOf(outcomes);
      return { result, ...answerOf(result) };
    };
    for (;;) {
      const settled = await this.#batcher.add({ claim: { ...keyed, claimId: newUuid() }, events, settle });
      // `settle` of this very call made it.
      if (settled !== undefined) return settled.result as Result;
      await this.keys.refuseRepeat(keyed);
    }
  }

  async #orEarlierAnswer<T>(keyed: KeyedRequest, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.keys.refuseRepeat(keyed);
      throw error;
    }
  }

  async #store(units: readonly Unit[]): Promise<(Settled | undefined)[]> {
    const { settled, events } = await withPartitions(this.database.hot, () =>
      this.database.hotTransaction((db) => this.#storeIn(db, units)),
    );
    this.waker.wake(events.flatMap(({ shutLanes }) => shutLanes));
    this.waker.poke(events.flatMap(({ openLanes }) => openLanes));
    this.metrics.stored(events.length, events.filter(({ accepted }) => accepted).length);
    return units.map(({ claim }) => settled.get(claim.claimId));
  }

  async #storeIn(db: Queryable, units: readonly Unit[]): Promise<Stored> {
    const granted = await this.keys.claimIn(db, claimsOf(units));
    const claimed = units.filter(({ claim }) => granted.has(claim.claimId));
    const events = claimed.flatMap((unit) => unit.events);
    const ingested = events.length === 0 ? [] : await ingestEvents(db, events);
    const byId = new Map(ingested.map((event) => [event.id, event]));
    const settled = new Map<string, Settled>();
    const kept: KeptAnswer[] = [];
    for (const { claim, events: own, settle } of claimed) {
      const answer = settle(await outcomesOf(db, own, byId));
      settled.set(claim.claimId, answer);
      kept.push(this.keys.sealed(claim, { ...json, status: answer.status, body: JSON.stringify(answer.body) }));
    }
    if (kept.length > 0) await this.keys.keepIn(db, kept);
    return { settled, events: ingested };
  }
}

const json = { contentType: 'application/json; charset=utf-8' };

/** One claim for each key: of the same request twice in a batch the first goes, the second finds its answer. */
function claimsOf(units: readonly Unit[]): IdempotencyClaim[] {
  const claims = new Map<string, IdempotencyClaim>();
  for (const { claim } of units) {
    const name = `${claim.ownerId}:${claim.key}`;
    if (!claims.has(name)) claims.set(name, claim);
  }
  return [...claims.values()];
}

async function outcomesOf(
  db: Queryable,
  events: readonly NewEvent[],
  ingested: ReadonlyMap<string, IngestedEvent>,
): Promise<(EmittedEvent | ProblemError)[]> {
  const outcomes: (EmittedEvent | ProblemError)[] = [];
  for (const event of events) outcomes.push(await outcomeOf(db, event, ingested.get(event.id)));
  return outcomes;
}

async function outcomeOf(
  db: Queryable,
  event: NewEvent,
  stored: IngestedEvent | undefined,
): Promise<EmittedEvent | ProblemError> {
  try {
    return await emittedEvent(db, event, found(stored), async (same) => found((await ingestEvents(db, [same]))[0]));
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

function found(stored: IngestedEvent | undefined): IngestedEvent {
  if (stored === undefined) throw new Error('bug: an event was stored without an answer');
  return stored;
}

import { Injectable } from '@nestjs/common';
import type { KeyedRequest, NewEvent } from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { ProblemError, type ProblemBody } from '../http/problem-error.js';
import { toProblem } from '../http/to-problem.js';
import { EmitEvent } from './emit-event.js';
import type { EmittedEvent } from './emitted-event.js';
import { readEventDraft, type BatchItem } from './event-draft.js';
import { KeyedIngest } from './keyed-ingest.js';
import { PrepareEvent } from './prepare-event.js';

/** The answer to one event of a batch: as if it had been emitted alone. */
export type BatchResult =
  | { readonly status: 202; readonly id: string; readonly deliveries: number }
  | { readonly status: number; readonly problem: ProblemBody };

/** Emits events beside each other: each is accepted whole or refused whole, whatever becomes of the others. */
@Injectable()
export class EmitBatch {
  constructor(
    private readonly event: EmitEvent,
    private readonly preparer: PrepareEvent,
    private readonly keyedIngest: KeyedIngest,
  ) {}

  emit(application: ApplicationRef, items: readonly BatchItem[]): Promise<BatchResult[]> {
    return Promise.all(
      items.map(async ({ value, text }) =>
        resultOf(await orProblem(async () => this.event.emit(application, readEventDraft(value, text)))),
      ),
    );
  }

  /** The same under an idempotency key: all that is accepted is stored in one transaction with the answer. */
  emitOnce(application: ApplicationRef, items: readonly BatchItem[], keyed: KeyedRequest): Promise<BatchResult[]> {
    return this.keyedIngest.store(keyed, async () => {
      const prepared = await Promise.all(items.map((item) => this.#prepare(application, item)));
      return {
        events: prepared.flatMap((event) => (event instanceof ProblemError ? [] : [event])),
        resultOf: (outcomes) => {
          let next = 0;
          return prepared.map((event) => resultOf(event instanceof ProblemError ? event : outcomes[next++]));
        },
        answerOf: (results: BatchResult[]) => ({ status: 207, body: { results } }),
      };
    });
  }

  async #prepare(application: ApplicationRef, { value, text }: BatchItem): Promise<NewEvent | ProblemError> {
    const event = await orProblem(async () => this.preparer.prepare(application, readEventDraft(value, text)));
    // What another moment would accept is not to be refused for as long as the key is remembered.
    if (event instanceof ProblemError && event.status >= 500) throw event;
    return event;
  }
}

/** What nobody foresaw fails the request, which logs it; the client repeats the batch. */
async function orProblem<T>(work: () => Promise<T>): Promise<T | ProblemError> {
  try {
    return await work();
  } catch (error) {
    const problem = toProblem(error);
    if (problem.code === 'internal_error') throw error;
    return problem;
  }
}

function resultOf(outcome: EmittedEvent | ProblemError | undefined): BatchResult {
  if (outcome === undefined) throw new Error('bug: an event of a batch was stored without an outcome');
  if (outcome instanceof ProblemError) return { status: outcome.status, problem: outcome.toJSON() };
  return { status: 202, id: outcome.id, deliveries: outcome.deliveries };
}

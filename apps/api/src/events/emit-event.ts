import { Inject, Injectable } from '@nestjs/common';
import type { Database, KeyedRequest } from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { DATABASE } from '../core/tokens.js';
import { ProblemError } from '../http/problem-error.js';
import { emittedEvent, type EmittedEvent } from './emitted-event.js';
import type { EventDraft } from './event-draft.js';
import { EventIngest } from './event-ingest.js';
import { KeyedIngest } from './keyed-ingest.js';
import { PrepareEvent } from './prepare-event.js';

/** Emits one event into an application: checks it against the catalogue, stores it with what is owed, then answers. */
@Injectable()
export class EmitEvent {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly preparer: PrepareEvent,
    private readonly ingest: EventIngest,
    private readonly keyedIngest: KeyedIngest,
  ) {}

  /** @throws ProblemError when the event is not acceptable, or its id was used for another */
  async emit(application: ApplicationRef, draft: EventDraft): Promise<EmittedEvent> {
    const event = await this.preparer.prepare(application, draft);
    const stored = await this.ingest.store(event);
    return emittedEvent(this.database.reads, event, stored, (same) => this.ingest.store(same));
  }

  /** The same under an idempotency key: once, whatever happens to whoever asks or answers. */
  emitOnce(application: ApplicationRef, draft: EventDraft, keyed: KeyedRequest): Promise<EmittedEvent> {
    return this.keyedIngest.store(keyed, async () => ({
      events: [await this.preparer.prepare(application, draft)],
      resultOf: onlyOutcome,
      answerOf: ({ id, deliveries }: EmittedEvent) => ({ status: 202, body: { id, deliveries } }),
    }));
  }
}

function onlyOutcome([outcome]: readonly (EmittedEvent | ProblemError)[]): EmittedEvent {
  if (outcome === undefined) throw new Error('bug: an event was stored without an outcome');
  if (outcome instanceof ProblemError) throw outcome;
  return outcome;
}

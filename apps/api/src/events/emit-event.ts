import { Inject, Injectable } from '@nestjs/common';
import { findEventByKey, newUuid, publicId, type Database, type NewEvent } from '#persistence';
import { createHash } from 'node:crypto';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { DATABASE } from '../core/tokens.js';
import { EventTypeLookup, type KnownEventType } from '../event-types/event-type-lookup.js';
import { ProblemError } from '../http/problem-error.js';
import type { EventDraft } from './event-draft.js';
import { EventIngest } from './event-ingest.js';

export interface EmittedEvent {
  readonly id: string;
  /** Endpoints that the event is owed to. */
  readonly deliveries: number;
  /** The operator's id had been used for this same event: it was answered as before, and stored no second time. */
  readonly replayed: boolean;
}

/** Emits one event into an application: checks it against the catalogue, stores it with what is owed, then answers. */
@Injectable()
export class EmitEvent {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly eventTypes: EventTypeLookup,
    private readonly ingest: EventIngest,
  ) {}

  /** @throws ProblemError when the event is not acceptable, or its id was used for another */
  async emit(application: ApplicationRef, draft: EventDraft): Promise<EmittedEvent> {
    const type = await this.#typeOf(draft);
    const event = newEvent(application, draft, type);
    const stored = await this.ingest.store(event);
    if (stored.accepted) {
      return { id: publicId('event', stored.id), deliveries: stored.deliveries, replayed: false };
    }
    return (await this.#replay(event)) ?? this.emit(application, draft);
  }

  async #typeOf(draft: EventDraft): Promise<KnownEventType> {
    const type = await this.eventTypes.find(draft.type);
    if (type === undefined) {
      throw new ProblemError('unknown_event_type', {
        errors: [{ pointer: '/type', detail: 'is not in the catalogue of event types' }],
      });
    }
    const errors = type.judge(draft.payload, '/payload');
    if (errors.length > 0) throw new ProblemError('payload_invalid', { errors });
    return type;
  }

  /** Undefined when the earlier event has left by retention meanwhile, so that its id is free again. */
  async #replay({ applicationId, key }: NewEvent): Promise<EmittedEvent | undefined> {
    if (key === undefined) throw new Error('bug: an event without a key was taken for a repeat');
    const earlier = await findEventByKey(this.database.reads, applicationId, key.text);
    if (earlier === undefined) return undefined;
    if (earlier.fingerprint.equals(key.fingerprint)) {
      return { id: publicId('event', earlier.eventId), deliveries: earlier.deliveries, replayed: true };
    }
    throw new ProblemError('event_id_conflict', {
      errors: [{ pointer: '/id', detail: 'was used for an event of other content' }],
    });
  }
}

function newEvent(application: ApplicationRef, draft: EventDraft, type: KnownEventType): NewEvent {
  const { id, orderingKey, occurredAt } = draft;
  return {
    id: newUuid(),
    applicationId: application.id,
    type: type.name,
    patterns: type.patterns,
    payload: draft.payloadText,
    occurredAt: occurredAt === undefined ? new Date() : new Date(occurredAt.toUpperCase()),
    ...(orderingKey !== undefined && { orderingKey }),
    ...(id !== undefined && { key: { text: id, fingerprint: fingerprintOf(draft) } }),
  };
}

/** Over everything the client gave: a repeat that says anything else is not a repeat. */
function fingerprintOf({ type, payloadText, occurredAt, orderingKey }: EventDraft): Buffer {
  const content = JSON.stringify([type, payloadText, occurredAt ?? null, orderingKey ?? null]);
  return createHash('sha256').update(content).digest();
}

import { Injectable } from '@nestjs/common';
import { newUuid, type NewEvent } from '#persistence';
import { createHash } from 'node:crypto';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { EventTypeLookup, type KnownEventType } from '../event-types/event-type-lookup.js';
import { ProblemError } from '../http/problem-error.js';
import type { EventDraft } from './event-draft.js';

/** Checks an event against the catalogue and makes it ready to be stored. */
@Injectable()
export class PrepareEvent {
  constructor(private readonly eventTypes: EventTypeLookup) {}

  /** @throws ProblemError when the event is not acceptable */
  async prepare(application: ApplicationRef, draft: EventDraft): Promise<NewEvent> {
    return newEvent(application, draft, await this.#typeOf(draft));
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

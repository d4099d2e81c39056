import { Inject, Injectable } from '@nestjs/common';
import {
  examinedPageOf,
  findEvent,
  findEventKeys,
  listEvents,
  parsePublicId,
  publicId,
  uuidTimeMs,
  type Database,
  type EventFilter,
  type FoundEvent,
  type ListedEvent,
  type Page,
  type ListRequest,
} from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { DATABASE } from '../core/tokens.js';
import { ProblemError } from '../http/problem-error.js';
import type { ListedEventDto } from './events.dto.js';

@Injectable()
export class EventsService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async list(application: ApplicationRef, filter: EventFilter, request: ListRequest): Promise<Page<ListedEventDto>> {
    const examined = await listEvents(this.database.reads, application.id, filter, request);
    const { data, ...links } = examinedPageOf(
      examined,
      request,
      (row) => row.id,
      (row) => row,
    );
    const keys = await findEventKeys(
      this.database.reads,
      data.map(({ id }) => id),
    );
    return { data: data.map((event) => toDto({ ...event, key: keys.get(event.id) ?? null })), ...links };
  }

  /** The event as JSON text, its payload in it byte for byte: parsing and writing it anew would change numbers. */
  async read(application: ApplicationRef, id: string): Promise<string> {
    const uuid = parsePublicId('event', id);
    const event = uuid === undefined ? undefined : await findEvent(this.database.reads, application.id, uuid);
    if (event === undefined) throw new ProblemError('event_not_found');
    const fields = JSON.stringify(toDto(event));
    return `${fields.slice(0, -1)},"payload":${event.payload}}`;
  }
}

function toDto({ id, type, occurredAt, orderingKey, key }: ListedEvent & Pick<FoundEvent, 'key'>) {
  return {
    id: publicId('event', id),
    type,
    occurredAt: occurredAt.toISOString(),
    createdAt: new Date(uuidTimeMs(id)).toISOString(),
    orderingKey,
    operatorId: key,
  };
}

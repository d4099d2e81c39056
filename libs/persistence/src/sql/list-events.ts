import type { Queryable } from '../database.js';
import type { PageRequest } from '../page.js';
import { Conditions, pageOrder } from './conditions.js';

export interface EventFilter {
  readonly type?: string;
  /** When the event was accepted: from, inclusive, and to, exclusive. */
  readonly since?: Date;
  readonly until?: Date;
}

/** An event without its payload. */
export interface ListedEvent {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly orderingKey: string | null;
}

/** A page of an application's events, newest first, for `pageOf`. Index: event_application_id_id_idx. */
export async function listEvents(
  db: Queryable,
  applicationId: string,
  filter: EventFilter,
  page: PageRequest,
): Promise<ListedEvent[]> {
  const where = new Conditions()
    .add('application_id = ?', applicationId)
    .add('type = ?', filter.type)
    .addSpan('id', filter.since, filter.until)
    .addCursor('id', page);
  const { rows } = await db.query<ListedEvent>({
    text: `select id, type, occurred_at as "occurredAt", ordering_key as "orderingKey"
           from postrider.event where ${where.text} ${pageOrder('id', page)}`,
    values: where.values,
  });
  return rows;
}

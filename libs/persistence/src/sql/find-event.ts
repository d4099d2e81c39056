import type { Queryable } from '../database.js';
import type { ListedEvent } from './list-events.js';

export interface FoundEvent extends ListedEvent {
  /** JSON text, byte for byte as it was emitted. */
  readonly payload: string;
  /** The operator's own id of the event. */
  readonly key: string | null;
}

/** The ids that operators gave these events, by the event's. Index: event_key_event_id_idx. */
export async function findEventKeys(db: Queryable, eventIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; key: string }>({
    name: 'find-event-keys',
    text: `
      select k.event_id as id, k.key from unnest($1::uuid[]) as i(id)
      join postrider.event_key k on k.event_id = i.id`,
    values: [eventIds],
  });
  return new Map(rows.map(({ id, key }) => [id, key]));
}

/** One event of an application, by primary key. */
export async function findEvent(db: Queryable, applicationId: string, id: string): Promise<FoundEvent | undefined> {
  const { rows } = await db.query<FoundEvent>({
    name: 'find-event',
    text: `
      select e.id, e.type, e.occurred_at as "occurredAt", e.ordering_key as "orderingKey", e.payload,
             (select k.key from postrider.event_key k where k.event_id = e.id) as key
      from postrider.event e where e.id = $1 and e.application_id = $2`,
    values: [id, applicationId],
  });
  return rows[0];
}

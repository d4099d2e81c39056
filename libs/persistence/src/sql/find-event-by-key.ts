import type { Queryable } from '../database.js';

export interface KeyedEvent {
  readonly eventId: string;
  readonly fingerprint: Buffer;
  readonly deliveries: number;
}

/** The event that an application's own id names, with the number of deliveries it was answered with. */
export async function findEventByKey(
  db: Queryable,
  applicationId: string,
  key: string,
): Promise<KeyedEvent | undefined> {
  const { rows } = await db.query<{ event_id: string; fingerprint: Buffer; deliveries: number }>({
    name: 'find-event-by-key',
    text: `
      select k.event_id, k.fingerprint,
             (select count(*)::int from postrider.delivery d where d.event_id = k.event_id) as deliveries
      from postrider.event_key k where k.application_id = $1 and k.key = $2`,
    values: [applicationId, key],
  });
  const row = rows[0];
  return row && { eventId: row.event_id, fingerprint: row.fingerprint, deliveries: row.deliveries };
}

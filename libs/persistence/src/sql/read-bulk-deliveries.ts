import type { Queryable } from '../database.js';
import {
  pagePayload,
  toDueDelivery,
  type DueDelivery,
  type DueDeliveryRow,
  type LaneRead,
} from './read-due-deliveries.js';

/**
 * A page of one endpoint's bulk lane: what a redelivery made owed, in the order of due time and event. One range of
 * owed_delivery_bulk_idx; events are fetched by primary key.
 */
export async function readBulkDeliveries(db: Queryable, read: LaneRead): Promise<readonly DueDelivery[]> {
  const { rows } = await db.query<DueDeliveryRow>({
    name: 'read-bulk-deliveries',
    text: `
      select o.delivery_id, o.endpoint_id, o.event_id, coalesce(e.type, '') as type,
             ${pagePayload},
             coalesce(e.occurred_at, o.due_at) as occurred_at,
             o.attempt_count, o.earlier_attempts, o.first_attempt_at, o.due_at, o.redelivery_id
      from (
        select * from postrider.owed_delivery o
        where o.endpoint_id = $1 and o.redelivery_id is not null and o.due_at <= now()
          and (o.due_at, o.event_id) >= ($2, $3::uuid)
          and o.event_id <> all ($4::uuid[])
        order by o.due_at, o.event_id
        limit $5
      ) o
      left join postrider.event e on e.id = o.event_id
      order by o.due_at, o.event_id`,
    values: [read.endpointId, read.from.dueAt.toISOString(), read.from.eventId, [...read.except], read.limit],
  });
  return rows.map(toDueDelivery);
}

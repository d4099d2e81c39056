import type { Queryable } from '../database.js';
import { pagePayload, toDueDelivery, type DueDelivery, type DueDeliveryRow } from './read-due-deliveries.js';

export interface OrderedRead {
  readonly endpointId: string;
  /** Ordering keys that are being sent just now. */
  readonly busyKeys: readonly string[];
  readonly maxKeys: number;
  /** Deliveries of one key at most; they are sent one after the other. */
  readonly maxPerKey: number;
  /** The bulk lane instead of the lane itself. */
  readonly bulk?: boolean;
}

/** The deliveries of one ordering key that may be sent now, in event order. */
export interface OrderedRun {
  readonly orderingKey: string;
  readonly deliveries: readonly DueDelivery[];
}

/**
 * What a FIFO lane may send: of each ordering key whose head is due the first deliveries, up to the first that is not
 * due. Steps from key to key along owed_delivery_order_idx; what stands behind a head costs nothing. The bulk lane has
 * heads of its own, along owed_delivery_bulk_order_idx: neither waits behind a failed head of the other.
 */
export async function readOrderedDeliveries(db: Queryable, read: OrderedRead): Promise<OrderedRun[]> {
  const { rows } = await db.query<DueDeliveryRow & { ordering_key: string; is_due: boolean }>({
    name: read.bulk === true ? 'read-ordered-bulk-deliveries' : 'read-ordered-deliveries',
    text: textFor(read.bulk === true ? 'redelivery_id is not null' : 'redelivery_id is null'),
    values: [read.endpointId, read.busyKeys, read.maxKeys, read.maxPerKey],
  });
  return runsOf(rows);
}

const textFor = (inLane: string): string => `
      with recursive head as (
        (select ordering_key, due_at from postrider.owed_delivery
         where endpoint_id = $1 and ordering_key is not null and ${inLane}
         order by ordering_key, event_id limit 1)
        union all
        select next.ordering_key, next.due_at
        from head
        cross join lateral (
          select ordering_key, due_at from postrider.owed_delivery
          where endpoint_id = $1 and ordering_key > head.ordering_key and ${inLane}
          order by ordering_key, event_id limit 1
        ) next
      ), ready as (
        select ordering_key from head where due_at <= now() and ordering_key <> all ($2::text[]) limit $3
      )
      select o.ordering_key, o.delivery_id, o.endpoint_id, o.event_id, coalesce(e.type, '') as type,
             ${pagePayload},
             coalesce(e.occurred_at, o.due_at) as occurred_at, o.attempt_count, o.earlier_attempts,
             o.first_attempt_at, o.due_at, o.redelivery_id, o.due_at <= now() as is_due
      from ready
      cross join lateral (
        select * from postrider.owed_delivery o
        where o.endpoint_id = $1 and o.ordering_key = ready.ordering_key and ${inLane}
        order by o.event_id limit $4
      ) o
      left join lateral (select * from postrider.event where id = o.event_id limit 1) e on true
      order by o.ordering_key, o.event_id`;

function runsOf(rows: readonly (DueDeliveryRow & { ordering_key: string; is_due: boolean })[]): OrderedRun[] {
  const runs = new Map<string, { deliveries: DueDelivery[]; open: boolean }>();
  for (const row of rows) {
    const run = runs.get(row.ordering_key) ?? { deliveries: [], open: true };
    runs.set(row.ordering_key, run);
    run.open &&= row.is_due;
    if (run.open) run.deliveries.push(toDueDelivery(row));
  }
  return [...runs].map(([orderingKey, { deliveries }]) => ({ orderingKey, deliveries }));
}

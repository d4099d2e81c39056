import type { Queryable } from '../database.js';
import type { RedeliveryStatus } from './redelivery-candidates.js';

/**
 * What a redelivery may owe at once. Deliveries that wait for their retries are most of it: a receiver that refuses
 * everything holds the redelivery here, and not with all that it will ever send.
 */
export const maxOwedByRedelivery = 10_000;

/** A redelivery that has more to make owed. */
export interface OpenRedelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly status: RedeliveryStatus;
  readonly eventTypes: readonly string[];
  readonly until: Date;
  readonly reached: string;
  readonly createdAt: Date;
}

/**
 * The redelivery of an endpoint that has more to make owed, locked until the transaction ends: one feeder at a time.
 * Undefined when there is none, when it is being stopped, when it owes as much as it may, or when somebody else has it.
 *
 * Holds the endpoint's row too, against a change of its order meanwhile. It waits for neither, so an endpoint that is
 * being deleted is no deadlock. Index: redelivery_active_idx, and a range of owed_delivery_bulk_idx.
 */
export async function lockRedelivery(transaction: Queryable, endpointId: string): Promise<OpenRedelivery | undefined> {
  const { rows } = await transaction.query<OpenRedelivery>({
    name: 'lock-redelivery',
    text: `
      select r.id, r.endpoint_id as "endpointId", r.status, r.event_types as "eventTypes", r.until, r.reached,
             r.created_at as "createdAt"
      from postrider.redelivery r join postrider.endpoint e on e.id = r.endpoint_id
      where r.endpoint_id = $1 and r.state = 'running' and not r.all_enqueued and e.state = 'active'
        and (
          select count(*) from (
            select from postrider.owed_delivery o
            where o.endpoint_id = $1 and o.redelivery_id is not null limit $2
          ) as owed
        ) < $2
      for update of r skip locked
      for share of e skip locked`,
    values: [endpointId, maxOwedByRedelivery],
  });
  return rows[0];
}

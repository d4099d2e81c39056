import type { Queryable } from '../database.js';

/** A redelivery of which something is left to cancel. */
export interface StoppingRedelivery {
  readonly id: string;
  readonly endpointId: string;
}

/**
 * Ends the redeliveries that have sent all they were to send, and tells of those whose stopping is not finished: who
 * stops one may die over it. Looks at redeliveries at work only (redelivery_active_idx), with one probe of
 * owed_delivery_bulk_idx each.
 */
export async function settleRedeliveries(db: Queryable): Promise<StoppingRedelivery[]> {
  const { rows } = await db.query<StoppingRedelivery>({
    name: 'settle-redeliveries',
    text: `
      with done as (
        update postrider.redelivery r set state = 'done', finished_at = now()
        where r.state = 'running' and r.all_enqueued and not exists (
          select from postrider.owed_delivery o where o.endpoint_id = r.endpoint_id and o.redelivery_id = r.id
        )
      )
      select id, endpoint_id as "endpointId" from postrider.redelivery where state = 'stopping'`,
  });
  return rows;
}

/** Forgets redeliveries that ended more than `retentionDays` ago, with the last deliveries that they were of. */
export async function dropRedeliveries(db: Queryable, retentionDays: number): Promise<void> {
  await db.query({
    text: `delete from postrider.redelivery where finished_at < now() - $1 * interval '1 day'`,
    values: [retentionDays],
  });
}

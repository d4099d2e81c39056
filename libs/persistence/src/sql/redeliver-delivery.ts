import type { Queryable } from '../database.js';

/**
 * Makes a delivery due now. One that has ended is owed again, its policy starting over and its attempts numbered on;
 * of one that is still owed a later due time is brought forward. One that is due already, and so perhaps being sent,
 * is left as it is. False when it cannot be sent any more: its endpoint or its event is gone.
 *
 * Locks the delivery's row, or its owed row. Of two redeliveries at once the second waits for the first, and then knows
 * by its snapshot neither a delivery that has ended nor one that is owed: it looks once more.
 */
export async function redeliverDelivery(db: Queryable, deliveryId: string): Promise<boolean> {
  return (await makeDue(db, deliveryId)) || makeDue(db, deliveryId);
}

async function makeDue(db: Queryable, deliveryId: string): Promise<boolean> {
  const { rows } = await db.query<{ owed: boolean }>({
    name: 'redeliver-delivery',
    text: `
      with ended as materialized (
        select d.id, d.endpoint_id, d.event_id, d.attempt_count,
               case e.ordering when 'fifo' then coalesce(v.ordering_key, '') end as ordering_key
        from postrider.delivery d
        join postrider.endpoint e on e.id = d.endpoint_id
        join postrider.event v on v.id = d.event_id
        where d.id = $1 and d.state <> 'pending'
        for update of d
      ), owed_again as (
        insert into postrider.owed_delivery (endpoint_id, event_id, delivery_id, due_at, earlier_attempts,
                                             ordering_key)
        select endpoint_id, event_id, id, date_trunc('milliseconds', now()), attempt_count, ordering_key from ended
        on conflict do nothing
      ), reopened as (
        update postrider.delivery d set state = 'pending', finished_at = null, failed_at = null
        from ended where d.id = ended.id
        returning d.id
      ), hurried as (
        update postrider.owed_delivery set due_at = least(due_at, date_trunc('milliseconds', now()))
        where delivery_id = $1
        returning delivery_id
      )
      select exists (select from reopened) or exists (select from hurried) as owed`,
    values: [deliveryId],
  });
  return rows[0]?.owed === true;
}

import type { Queryable } from '../database.js';

/** Deliveries looked at by one statement: bounds how long its row locks last. */
const chunk = 5_000;

const lowest = '00000000-0000-0000-0000-000000000000';

/**
 * Lets the retry policies of what an endpoint is owed start over, with their attempts and their windows, in statements
 * of 5,000. Attempts are numbered on, as after a redelivery, and so is one that is being made just now.
 *
 * Walks the primary key of owed_delivery from the oldest event on; updates there and then in delivery by primary key,
 * the order of recording. What was never attempted is not written.
 */
export async function restartPolicies(db: Queryable, endpointId: string): Promise<void> {
  let after = lowest;
  for (;;) {
    const { rows } = await db.query<{ last: string | null }>({
      name: 'restart-policies',
      text: `
        with owed as materialized (
          select event_id from postrider.owed_delivery
          where endpoint_id = $1 and event_id > $2
          order by event_id limit $3
        ), attempted as (
          select event_id, first_attempt_at from postrider.owed_delivery
          where endpoint_id = $1 and event_id in (select event_id from owed) and first_attempt_at is not null
          order by event_id
          for update
        ), restarted as (
          update postrider.owed_delivery o
          set earlier_attempts = o.earlier_attempts + o.attempt_count, attempt_count = 0, first_attempt_at = null
          from attempted a
          where o.endpoint_id = $1 and o.event_id = a.event_id
          returning o.delivery_id, a.first_attempt_at
        ), remembered as (
          update postrider.delivery d set first_attempt_at = coalesce(d.first_attempt_at, r.first_attempt_at)
          from restarted r where d.id = r.delivery_id
        )
        select event_id as last from owed order by event_id desc limit 1`,
      values: [endpointId, after, chunk],
    });
    const last = rows[0]?.last ?? null;
    if (last === null) return;
    after = last;
  }
}

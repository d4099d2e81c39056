/**
 * Parts of a statement that ends deliveries without an attempt: what the rows of owed_delivery held, which are deleted,
 * goes to their deliveries. The deletion comes first, and is what locks: the order of recording.
 */

/** What the deletion returns of each row of owed_delivery; `owed` is its name there. */
export const endedColumns = (owed: string): string => `
  ${owed}.delivery_id, ${owed}.attempt_count + ${owed}.earlier_attempts as attempt_count,
  ${owed}.first_attempt_at, ${owed}.last_outcome, ${owed}.last_status`;

/**
 * Ends the deliveries of what was deleted, by primary key. A delivery that was sent again may have an outcome from
 * before, which stays unless there is a newer one.
 *
 * @param removed name of the deletion
 * @param state the state in which they end, as SQL
 */
export const endDeliveries = (removed: string, state: string): string => `
  update postrider.delivery d
  set state = ${state}, finished_at = now(), attempt_count = r.attempt_count,
      first_attempt_at = coalesce(r.first_attempt_at, d.first_attempt_at),
      last_outcome = coalesce(r.last_outcome, d.last_outcome),
      last_status = case when r.last_outcome is null then d.last_status else r.last_status end
  from ${removed} r where d.id = r.delivery_id`;

import type { Queryable } from '../database.js';

/** Rows of one statement: it must neither hold its locks nor its snapshot for long. */
const batchSize = 500;

/** Deliveries go with their attempts, which are found by them; what was being accepted at the deletion is still owed. */
const steps = [
  {
    name: 'erase-deliveries',
    text: `
      with erased as materialized (
        select id from postrider.delivery where application_id = $1 order by id limit ${batchSize}
      ), owed as (
        delete from postrider.owed_delivery where delivery_id = any(array(select id from erased))
      ), attempts as (
        delete from postrider.attempt where delivery_id = any(array(select id from erased))
      )
      delete from postrider.delivery where application_id = $1 and id = any(array(select id from erased))`,
  },
  {
    name: 'erase-events',
    text: `
      delete from postrider.event where application_id = $1 and id = any(array(
        select id from postrider.event where application_id = $1 order by id limit ${batchSize}))`,
  },
  {
    name: 'erase-event-keys',
    text: `
      delete from postrider.event_key where application_id = $1 and key = any(array(
        select key from postrider.event_key where application_id = $1 order by key limit ${batchSize}))`,
  },
  {
    name: 'erase-answers',
    text: `
      delete from postrider.idempotency_key where owner_id = $1 and key = any(array(
        select key from postrider.idempotency_key where owner_id = $1 order by key limit ${batchSize}))`,
  },
  {
    // What is left tells that something happened, when, and whose key did it. The ids are nobody's any more.
    name: 'erase-audited-fields',
    text: `
      update postrider.audit_entry
      set changes = '{}',
          actor_name = case when actor_kind = 'admin_key' then actor_name end,
          remote_address = case when actor_kind = 'admin_key' then remote_address end
      where id = any(array(
        select id from postrider.audit_entry
        where application_id = $1 and (changes <> '{}'
          or actor_kind <> 'admin_key' and (actor_name is not null or remote_address is not null))
        order by id limit ${batchSize}))`,
  },
] as const;

/** Applications that were deleted longer than `graceSeconds` ago and are not erased yet. Reads a table of few rows. */
export async function findErasures(db: Queryable, graceSeconds: number): Promise<string[]> {
  const { rows } = await db.query<{ applicationId: string }>({
    name: 'find-erasures',
    text: `
      select application_id as "applicationId" from postrider.erasure
      where requested_at <= now() - $1 * interval '1 second' order by requested_at`,
    values: [graceSeconds],
  });
  return rows.map(({ applicationId }) => applicationId);
}

/**
 * Erases what a deleted application left: events with their payloads, deliveries, attempts, answers that were kept for
 * idempotency keys, and of its audit entries everything but who did what and when. In statements of 500 rows, so that
 * nobody waits for its locks, and as many of them as it may make; gives whether there is nothing left. May be broken off
 * and begun again, by several at once. Indexes: delivery_application_id_id_idx, owed_delivery_delivery_id_idx,
 * attempt_delivery_id_id_idx, event_application_id_id_idx, audit_entry_application_idx and primary keys.
 */
export async function eraseApplication(
  db: Queryable,
  applicationId: string,
  { maxStatements }: { readonly maxStatements: number },
): Promise<boolean> {
  let made = 0;
  for (const { name, text } of steps) {
    for (let erased = batchSize; erased === batchSize; made += 1) {
      if (made === maxStatements) return false;
      erased = (await db.query({ name, text, values: [applicationId] })).rowCount ?? 0;
    }
  }
  await db.query({ text: 'delete from postrider.erasure where application_id = $1', values: [applicationId] });
  return true;
}

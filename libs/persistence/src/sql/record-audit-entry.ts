import type { AuditedChange, Author } from '../audit-entry.js';
import type { Queryable } from '../database.js';
import type { Prisma } from '../generated/prisma/client.js';
import { newUuid } from '../ids.js';

const text = `
  insert into postrider.audit_entry
    (id, actor_kind, actor_id, actor_name, action, resource_type, resource_id, application_id, remote_address,
     request_id, changes)
  values ($1::uuid, $2::text, $3::uuid,
          coalesce($4::text, (select name from postrider.api_key where id = $3::uuid),
                   (select name from postrider.portal_session where id = $3::uuid)),
          $5::text, $6::text, $7::text, $8::uuid, $9::text, $10::text, $11::text::jsonb)`;

/**
 * Writes down a change, in the transaction that makes it: there is no change without its entry and no entry without
 * its change; an update to what was so already is none. Of a key or a portal session the name is kept as it is now. One insert, no lock beyond it.
 */
export async function recordAuditEntry(
  transaction: Queryable | Prisma.TransactionClient,
  { actor, remoteAddress, requestId }: Author,
  { action, resource, applicationId, changes }: AuditedChange,
): Promise<void> {
  if (action.endsWith('.update') && Object.keys(changes).length === 0) return;
  const values = [
    newUuid(),
    actor.kind,
    actor.id,
    actor.name,
    action,
    resource.type,
    resource.id,
    applicationId,
    remoteAddress,
    requestId,
    JSON.stringify(changes),
  ];
  if ('$executeRawUnsafe' in transaction) await transaction.$executeRawUnsafe(text, ...values);
  else await transaction.query({ text, values });
}

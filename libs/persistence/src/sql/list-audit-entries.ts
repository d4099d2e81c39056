import type { ActorKind, AuditAction, AuditedResource, Changes } from '../audit-entry.js';
import type { Queryable } from '../database.js';
import type { PageRequest } from '../page.js';
import { keyRange, orderBy, type Span } from './key-range.js';
import { Parameters } from './parameters.js';

export interface AuditFilter extends Span {
  /** UUID. */
  readonly applicationId?: string;
  /** UUID of a key or a portal session. */
  readonly actorId?: string;
  readonly actorKind?: ActorKind;
  readonly action?: AuditAction;
  readonly resourceType?: AuditedResource;
  readonly resourceId?: string;
}

export interface ListedAuditEntry {
  readonly id: string;
  readonly actorKind: ActorKind;
  readonly actorId: string | null;
  readonly actorName: string | null;
  readonly action: AuditAction;
  readonly resourceType: AuditedResource;
  readonly resourceId: string;
  readonly applicationId: string | null;
  readonly remoteAddress: string | null;
  readonly requestId: string | null;
  readonly changes: Changes;
}

/**
 * A page of the audit log, newest first, for `pageOf`. Index: audit_entry_application_idx, audit_entry_resource_idx or
 * audit_entry_actor_idx by what is asked, else the primary key, which runs in the order of time.
 */
export async function listAuditEntries(
  db: Queryable,
  filter: AuditFilter,
  page: PageRequest,
): Promise<ListedAuditEntry[]> {
  const parameters = new Parameters();
  const range = keyRange(page, filter);
  const equal = (column: string, value: string | undefined, type = 'text'): string[] =>
    value === undefined ? [] : [`${column} = ${parameters.place(value, type)}`];
  const where = [
    `id >= ${parameters.place(range.lower, 'uuid')} and id < ${parameters.place(range.upper, 'uuid')}`,
    ...equal('application_id', filter.applicationId, 'uuid'),
    ...equal('actor_id', filter.actorId, 'uuid'),
    ...equal('actor_kind', filter.actorKind),
    ...equal('action', filter.action),
    ...equal('resource_type', filter.resourceType),
    ...equal('resource_id', filter.resourceId),
  ];
  const { rows } = await db.query<ListedAuditEntry>({
    text: `
      select id, actor_kind as "actorKind", actor_id as "actorId", actor_name as "actorName", action,
             resource_type as "resourceType", resource_id as "resourceId", application_id as "applicationId",
             remote_address as "remoteAddress", request_id as "requestId", changes
      from postrider.audit_entry where ${where.join(' and ')}
      order by ${orderBy(['id'], range)} limit ${page.limit + 1}`,
    values: parameters.values,
  });
  return rows;
}

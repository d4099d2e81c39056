import type { ActorKind, AuditAction, AuditedResource, Changes } from '../audit-entry.js';
import type { Queryable } from '../database.js';
import type { Examined, PageRequest } from '../page.js';
import { examine, type Examination } from './examine.js';
import { keyRange, orderBy, walkAlong, type KeyRange, type Span, type Walk } from './key-range.js';
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
 * A page of the audit log, newest first, looked for in a bounded number of rows. Index: audit_entry_resource_idx,
 * audit_entry_actor_idx or audit_entry_application_idx, the first of them that is asked for; else the primary key, which
 * runs in the order of time.
 */
export async function listAuditEntries(
  db: Queryable,
  filter: AuditFilter,
  page: PageRequest,
): Promise<Examined<ListedAuditEntry>> {
  const parameters = new Parameters();
  const range = keyRange(page, filter);
  const source = { ...sourceOf(parameters, filter, range), alias: 'a', columns: `a.id as key, ${entryColumns}` };
  return examine(db, parameters, { ...source, matches: conditions(parameters, filter) }, page);
}

const entryColumns = `
  a.id, a.actor_kind as "actorKind", a.actor_id as "actorId", a.actor_name as "actorName", a.action,
  a.resource_type as "resourceType", a.resource_id as "resourceId", a.application_id as "applicationId",
  a.remote_address as "remoteAddress", a.request_id as "requestId", a.changes`;

function sourceOf(parameters: Parameters, filter: AuditFilter, range: KeyRange): Pick<Examination, 'rows' | 'order'> {
  const owner = ownerOf(filter);
  if (owner !== undefined) {
    const { where, order } = walkAlong(parameters, { ...owner, key: 'id', range });
    return {
      rows: `select * from postrider.audit_entry where ${where} order by ${order}`,
      order: orderBy([`a.${owner.owner}`, 'a.id'], range),
    };
  }
  const [lower, upper] = [range.lower, range.upper].map((value) => parameters.place(value, 'uuid'));
  return {
    rows: `select * from postrider.audit_entry where id >= ${lower} and id < ${upper}
           order by ${orderBy(['id'], range)}`,
    order: orderBy(['a.id'], range),
  };
}

function ownerOf(filter: AuditFilter): Pick<Walk, 'owner' | 'ownerId' | 'ownerType'> | undefined {
  const { resourceId, actorId, applicationId } = filter;
  if (resourceId !== undefined) return { owner: 'resource_id', ownerId: resourceId, ownerType: 'text' };
  if (actorId !== undefined) return { owner: 'actor_id', ownerId: actorId };
  if (applicationId !== undefined) return { owner: 'application_id', ownerId: applicationId };
  return undefined;
}

function conditions(parameters: Parameters, filter: AuditFilter): string[] {
  const equal = (column: string, value: string | undefined, type = 'text'): string[] =>
    value === undefined ? [] : [`e."${column}" = ${parameters.place(value, type)}`];
  return [
    ...equal('applicationId', filter.applicationId, 'uuid'),
    ...equal('actorId', filter.actorId, 'uuid'),
    ...equal('actorKind', filter.actorKind),
    ...equal('action', filter.action),
    ...equal('resourceType', filter.resourceType),
    ...equal('resourceId', filter.resourceId),
  ];
}

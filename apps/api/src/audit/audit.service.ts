import { Inject, Injectable } from '@nestjs/common';
import {
  examinedPageOf,
  listAuditEntries,
  publicId,
  uuidTimeMs,
  type AuditFilter,
  type Database,
  type ListedAuditEntry,
  type Page,
  type ListRequest,
} from '#persistence';
import { DATABASE } from '../core/tokens.js';
import type { AuditEntryDto } from './audit.dto.js';

export interface AuditView {
  /** Whether it is for somebody who is not of the operator. */
  readonly hidesOperator?: boolean;
}

/** Reads the audit log. Nothing changes it: entries are written with what they tell of, and stay. */
@Injectable()
export class AuditService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async list(filter: AuditFilter, request: ListRequest, view: AuditView = {}): Promise<Page<AuditEntryDto>> {
    const examined = await listAuditEntries(this.database.reads, filter, request);
    return examinedPageOf(
      examined,
      request,
      (row) => row.id,
      (row) => toDto(view.hidesOperator === true ? withoutOperator(row) : row),
    );
  }
}

/** What the operator's people did is told to their customer; who of them, and from where, is not. */
function withoutOperator(row: ListedAuditEntry): ListedAuditEntry {
  if (row.actorKind !== 'admin_key') return row;
  return { ...row, actorId: null, actorName: null, remoteAddress: null, requestId: null };
}

function toDto(row: ListedAuditEntry): AuditEntryDto {
  return {
    id: publicId('auditEntry', row.id),
    at: new Date(uuidTimeMs(row.id)).toISOString(),
    actor: {
      kind: row.actorKind,
      id: row.actorId && publicId(row.actorKind === 'portal_session' ? 'portalSession' : 'apiKey', row.actorId),
      name: row.actorName,
    },
    action: row.action,
    resource: { type: row.resourceType, id: row.resourceId },
    application: row.applicationId === null ? null : publicId('application', row.applicationId),
    remoteAddress: row.remoteAddress,
    requestId: row.requestId,
    changes: row.changes,
  };
}

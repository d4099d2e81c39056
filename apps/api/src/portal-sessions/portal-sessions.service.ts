import { Inject, Injectable } from '@nestjs/common';
import type { Limits } from '#config';
import {
  newUuid,
  pageOf,
  parsePublicId,
  publicId,
  recordAuditEntry,
  type AuditAction,
  type AuditedChange,
  type Author,
  type Database,
  type Page,
  type ListRequest,
  type Prisma,
} from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { refuseGoneApplication } from '../applications/gone-application.js';
import { changesBetween, type Fields } from '../audit/changes-between.js';
import type { Access } from '../auth/access.js';
import { CallerLookup } from '../auth/caller-lookup.js';
import type { Caller } from '../auth/caller.js';
import { mintCredential } from '../auth/credential.js';
import { holdQuota } from '../core/hold-quota.js';
import { DATABASE, LIMITS } from '../core/tokens.js';
import { ProblemError } from '../http/problem-error.js';
import type { CreatedPortalSessionDto, PortalSessionDto } from './portal-sessions.dto.js';

const defaultSeconds = 3_600;

export interface PortalSessionFields {
  readonly expiresInSeconds?: number;
  readonly access?: Access;
  readonly name?: string;
}

interface Row {
  readonly id: string;
  readonly applicationId: string;
  readonly madeBy: string;
  readonly name: string | null;
  readonly access: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
}

@Injectable()
export class PortalSessionsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly callers: CallerLookup,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  async create(
    author: Author,
    { id: applicationId }: ApplicationRef,
    { id: madeBy }: Caller,
    { expiresInSeconds = defaultSeconds, access, name }: PortalSessionFields,
  ): Promise<CreatedPortalSessionDto> {
    const { text, hash } = mintCredential('portalSession');
    const createdAt = new Date();
    const data = {
      id: newUuid(),
      applicationId,
      madeBy,
      hash: Uint8Array.from(hash),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + expiresInSeconds * 1_000),
      ...(access !== undefined && { access }),
      ...(name !== undefined && { name }),
    };
    const row = await this.database.prisma
      .$transaction(async (transaction) => {
        await this.#holdQuota(transaction, applicationId);
        const created = await transaction.portalSession.create({ data });
        await recordAuditEntry(transaction, author, audited('portal_session.create', null, created));
        return created;
      })
      .catch(refuseGoneApplication);
    return { ...toDto(row), token: text };
  }

  async list({ id }: ApplicationRef, request: ListRequest): Promise<Page<PortalSessionDto>> {
    const { limit, cursor } = request;
    const backwards = cursor?.direction === 'before';
    const rows = await this.database.prisma.portalSession.findMany({
      where: {
        ...inForce(id),
        ...(cursor !== undefined && { id: backwards ? { gt: cursor.key } : { lt: cursor.key } }),
      },
      orderBy: { id: backwards ? 'asc' : 'desc' },
      take: limit + 1,
    });
    return pageOf(rows, request, (row) => row.id, toDto);
  }

  async get(application: ApplicationRef, id: string): Promise<PortalSessionDto> {
    const row = await this.database.prisma.portalSession.findFirst({
      where: { ...inForce(application.id), id: uuidOf(id) },
    });
    if (row === null) throw new ProblemError('portal_session_not_found');
    return toDto(row);
  }

  /** Revokes it: refused at once by this process, and within two seconds by every other. */
  async revoke(author: Author, application: ApplicationRef, id: string): Promise<void> {
    await this.database.prisma.$transaction(async (transaction) => {
      const [revoked] = await transaction.portalSession.updateManyAndReturn({
        where: { ...inForce(application.id), id: uuidOf(id) },
        data: { revokedAt: new Date() },
      });
      if (revoked === undefined) throw new ProblemError('portal_session_not_found');
      await recordAuditEntry(transaction, author, audited('portal_session.revoke', revoked, null));
    });
    this.callers.doubtAll();
  }

  #holdQuota(transaction: Prisma.TransactionClient, applicationId: string): Promise<void> {
    return holdQuota(transaction, {
      name: `portal sessions of ${applicationId}`,
      max: this.limits.maxPortalSessions,
      count: (take) => transaction.portalSession.count({ where: inForce(applicationId), take }),
      code: 'too_many_portal_sessions',
      of: 'portal sessions of an application in force at once',
    });
  }
}

/** Neither revoked nor expired, and nor is the key that made it. */
function inForce(applicationId: string) {
  const now = new Date();
  return {
    applicationId,
    revokedAt: null,
    expiresAt: { gt: now },
    apiKey: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
  };
}

function uuidOf(id: string): string {
  const uuid = parsePublicId('portalSession', id);
  if (uuid === undefined) throw new ProblemError('portal_session_not_found');
  return uuid;
}

/** What is written down of a change of a session; null for one that is not there yet or any more. */
function audited(action: AuditAction, before: Row | null, after: Row | null): AuditedChange {
  const row = after ?? before;
  if (row === null) throw new Error('bug: there is no session before nor after the change');
  return {
    action,
    resource: { type: 'portal_session', id: publicId('portalSession', row.id) },
    applicationId: row.applicationId,
    changes: changesBetween(fieldsOf(before), fieldsOf(after)),
  };
}

function fieldsOf(row: Row | null): Fields {
  if (row === null) return {};
  const { name, access, expiresAt } = toDto(row);
  return { name, access, expiresAt };
}

function toDto(row: Row) {
  return {
    id: publicId('portalSession', row.id),
    name: row.name,
    application: publicId('application', row.applicationId),
    access: row.access as Access,
    madeBy: publicId('apiKey', row.madeBy),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

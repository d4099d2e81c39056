import type { Limits } from '#config';
import { Inject, Injectable } from '@nestjs/common';
import { operatorApplicationUid } from '#events';
import {
  cancelOwedDeliveries,
  isUniqueViolation,
  newUuid,
  noteLaneEdits,
  pageOf,
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
import { changesBetween, type Fields } from '../audit/changes-between.js';
import { holdQuota } from '../core/hold-quota.js';
import { DATABASE, LIMITS } from '../core/tokens.js';
import { ProblemError, type Fault } from '../http/problem-error.js';
import { ApplicationLookup, type ApplicationRef } from './application-lookup.js';
import type { ApplicationDto } from './applications.dto.js';

export interface ApplicationFields {
  readonly name: string;
  readonly uid?: string;
  readonly contract?: string;
  readonly contractValues?: Readonly<Record<string, string>>;
}

interface Row {
  id: string;
  uid: string | null;
  name: string;
  contract: string;
  contractValues: unknown;
  createdAt: Date;
  updatedAt: Date;
}

const notSystem = { OR: [{ uid: null }, { uid: { not: operatorApplicationUid } }] };

@Injectable()
export class ApplicationsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly lookup: ApplicationLookup,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  async create(author: Author, fields: ApplicationFields): Promise<ApplicationDto> {
    const max = this.limits.maxApplications;
    const row = await this.database.prisma
      .$transaction(async (transaction) => {
        const count = (take: number) => transaction.application.count({ where: notSystem, take });
        const quota = { name: 'applications', max, count, of: 'applications', code: 'too_many_applications' } as const;
        await holdQuota(transaction, quota);
        const created = await transaction.application.create({ data: { ...fields, id: newUuid() } });
        await recordAuditEntry(transaction, author, audited('application.create', created.id, {}, fieldsOf(created)));
        return created;
      })
      .catch(refuseTakenUid);
    return toDto(row);
  }

  async list(request: ListRequest): Promise<Page<ApplicationDto>> {
    const { limit, cursor } = request;
    const backwards = cursor?.direction === 'before';
    const rows = await this.database.prisma.application.findMany({
      ...(cursor !== undefined && { where: { id: backwards ? { gt: cursor.key } : { lt: cursor.key } } }),
      orderBy: { id: backwards ? 'asc' : 'desc' },
      take: limit + 1,
    });
    return pageOf(rows, request, (row) => row.id, toDto);
  }

  async get({ id }: ApplicationRef): Promise<ApplicationDto> {
    const row = await this.database.prisma.application.findUnique({ where: { id } });
    if (row === null) throw new ProblemError('application_not_found');
    return toDto(row);
  }

  async update(
    author: Author,
    application: ApplicationRef,
    fields: Partial<ApplicationFields>,
  ): Promise<ApplicationDto> {
    const { uid = application.uid } = fields;
    if (uid !== application.uid) refuseSystem(application, [{ pointer: '/uid', detail: 'cannot be changed' }]);
    const { id } = application;
    const row = await this.database.prisma
      .$transaction(async (transaction) => {
        const held = await lockApplication(transaction, id);
        const updated = await transaction.application.update({ where: { id }, data: fields });
        const change = audited('application.update', id, fieldsOf(held), fieldsOf(updated));
        await recordAuditEntry(transaction, author, change);
        return updated;
      })
      .catch(refuseTakenUid);
    this.lookup.forget(application);
    this.lookup.forget(row);
    return toDto(row);
  }

  /** Deletes it with its endpoints and keys; what is owed to them is cancelled, and what was delivered will be erased. */
  async delete(author: Author, application: ApplicationRef): Promise<void> {
    refuseSystem(application);
    const { id } = application;
    const endpoints = await this.database.change(async (transaction) => {
      const held = await lockApplication(transaction, id);
      const owned = await transaction.endpoint.findMany({ where: { applicationId: id }, select: { id: true } });
      await transaction.application.delete({ where: { id } });
      await transaction.erasure.create({ data: { applicationId: id } });
      await noteLaneEdits(
        transaction,
        owned.map((endpoint) => endpoint.id),
      );
      const before = { ...fieldsOf(held), endpoints: owned.map((endpoint) => publicId('endpoint', endpoint.id)) };
      await recordAuditEntry(transaction, author, audited('application.delete', id, before, {}));
      return owned;
    });
    this.lookup.forget(application);
    for (const endpoint of endpoints) await cancelOwedDeliveries(this.database.reads, endpoint.id, 'cancelled');
  }
}

/** The row as nobody else changes it until the transaction ends. */
async function lockApplication(transaction: Prisma.TransactionClient, id: string): Promise<Row> {
  await transaction.$executeRaw`select from postrider.application where id = ${id}::uuid for update`;
  const row = await transaction.application.findUnique({ where: { id } });
  if (row === null) throw new ProblemError('application_not_found');
  return row;
}

function audited(action: AuditAction, id: string, before: Fields, after: Fields): AuditedChange {
  return {
    action,
    resource: { type: 'application', id: publicId('application', id) },
    applicationId: id,
    changes: changesBetween(before, after),
  };
}

function fieldsOf({ uid, name, contract, contractValues }: Row): Fields {
  return { uid, name, contract, contractValues };
}

/** The platform finds its application by the uid and emits into it what its operator should know. */
function refuseSystem({ uid }: ApplicationRef, errors: readonly Fault[] = []): void {
  if (uid !== operatorApplicationUid) return;
  throw new ProblemError('application_is_system', { ...(errors.length > 0 && { errors }) });
}

function refuseTakenUid(error: unknown): never {
  if (!isUniqueViolation(error)) throw error;
  throw new ProblemError('application_uid_taken', {
    errors: [{ pointer: '/uid', detail: 'another application has this uid' }],
  });
}

function toDto(row: Row): ApplicationDto {
  return {
    id: publicId('application', row.id),
    uid: row.uid,
    name: row.name,
    contract: row.contract,
    contractValues: row.contractValues as Record<string, string>,
    system: row.uid === operatorApplicationUid,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

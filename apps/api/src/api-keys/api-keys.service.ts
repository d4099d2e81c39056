import { Inject, Injectable } from '@nestjs/common';
import {
  newUuid,
  pageOf,
  parsePublicId,
  publicId,
  recordAuditEntry,
  revokeApiKey,
  type AuditAction,
  type AuditedChange,
  type Author,
  type Database,
  type Page,
  type ListRequest,
} from '#persistence';
import { ApplicationLookup } from '../applications/application-lookup.js';
import { isGoneApplication } from '../applications/gone-application.js';
import { changesBetween, type Fields } from '../audit/changes-between.js';
import type { Access } from '../auth/access.js';
import { CallerLookup } from '../auth/caller-lookup.js';
import { mintCredential } from '../auth/credential.js';
import { DATABASE } from '../core/tokens.js';
import { parseTimestamp } from '../http/field-rules.js';
import { ProblemError, validationFailed } from '../http/problem-error.js';
import type { ApiKeyDto, CreatedApiKeyDto } from './api-keys.dto.js';

export interface ApiKeyChanges {
  readonly name?: string;
  /** Null for what the configuration says. */
  readonly rateLimitPerSecond?: number | null;
}

export interface ApiKeyFields extends ApiKeyChanges {
  readonly name: string;
  /** Id or uid; an admin key without it. */
  readonly application?: string;
  readonly access?: Access;
  /** RFC 3339. */
  readonly expiresAt?: string;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly applicationId: string | null;
  readonly access: string;
  readonly rateLimit: number | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

@Injectable()
export class ApiKeysService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly applications: ApplicationLookup,
    private readonly callers: CallerLookup,
  ) {}

  async create(author: Author, fields: ApiKeyFields): Promise<CreatedApiKeyDto> {
    const { name, application, access, expiresAt, rateLimitPerSecond } = fields;
    const { text, hash, hint } = mintCredential('apiKey');
    const data = {
      id: newUuid(),
      name,
      hash: Uint8Array.from(hash),
      hint,
      expiresAt: expiresAt === undefined ? null : toExpiry(expiresAt),
      applicationId: application === undefined ? null : await this.#applicationId(application),
      rateLimit: rateLimitPerSecond ?? null,
      ...(access !== undefined && { access }),
    };
    const row = await this.database.prisma
      .$transaction(async (transaction) => {
        const created = await transaction.apiKey.create({ data });
        await recordAuditEntry(transaction, author, audited('api_key.create', null, created));
        return created;
      })
      .catch((error: unknown) => {
        throw isGoneApplication(error) ? unknownApplication() : error;
      });
    return { ...toDto(row), key: text };
  }

  async list(request: ListRequest): Promise<Page<ApiKeyDto>> {
    const { limit, cursor } = request;
    const backwards = cursor?.direction === 'before';
    const rows = await this.database.prisma.apiKey.findMany({
      where: {
        revokedAt: null,
        ...(cursor !== undefined && { id: backwards ? { gt: cursor.key } : { lt: cursor.key } }),
      },
      orderBy: { id: backwards ? 'asc' : 'desc' },
      take: limit + 1,
    });
    return pageOf(rows, request, (row) => row.id, toDto);
  }

  async get(id: string): Promise<ApiKeyDto> {
    return toDto(await this.#find(id));
  }

  async update(author: Author, id: string, { name, rateLimitPerSecond }: ApiKeyChanges): Promise<ApiKeyDto> {
    const where = { id: uuidOf(id), revokedAt: null };
    const row = await this.database.prisma.$transaction(async (transaction) => {
      await transaction.$executeRaw`select from postrider.api_key where id = ${where.id}::uuid for update`;
      const held = await transaction.apiKey.findFirst({ where });
      if (held === null) throw new ProblemError('api_key_not_found');
      const updated = await transaction.apiKey.update({
        where,
        data: {
          ...(name !== undefined && { name }),
          ...(rateLimitPerSecond !== undefined && { rateLimit: rateLimitPerSecond }),
        },
      });
      await recordAuditEntry(transaction, author, audited('api_key.update', held, updated));
      return updated;
    });
    this.callers.doubtAll();
    return toDto(row);
  }

  /** Revokes it: refused at once by this process, and within two seconds by every other. */
  async revoke(author: Author, id: string): Promise<void> {
    const row = await this.#find(id);
    await this.database.transaction(async (transaction) => {
      const revocation = await revokeApiKey(transaction, row.id);
      if (revocation === 'not_found') throw new ProblemError('api_key_not_found');
      if (revocation === 'last_admin_key') throw new ProblemError('last_admin_key');
      await recordAuditEntry(transaction, author, audited('api_key.revoke', row, null));
    });
    this.callers.doubtAll();
  }

  async #find(id: string): Promise<Row> {
    const row = await this.database.prisma.apiKey.findFirst({ where: { id: uuidOf(id), revokedAt: null } });
    if (row === null) throw new ProblemError('api_key_not_found');
    return row;
  }

  async #applicationId(idOrUid: string): Promise<string> {
    const application = await this.applications.find(idOrUid);
    if (application !== undefined) return application.id;
    throw unknownApplication();
  }
}

const unknownApplication = () => validationFailed([{ pointer: '/application', detail: 'is not an application' }]);

function uuidOf(id: string): string {
  const uuid = parsePublicId('apiKey', id);
  if (uuid === undefined) throw new ProblemError('api_key_not_found');
  return uuid;
}

function toExpiry(text: string): Date {
  const expiry = parseTimestamp(text);
  if (expiry !== undefined && expiry.getTime() > Date.now()) return expiry;
  throw validationFailed([{ pointer: '/expiresAt', detail: 'must be a moment to come' }]);
}

/** What is written down of a change of a key; null for one that is not there yet or any more. */
function audited(action: AuditAction, before: Row | null, after: Row | null): AuditedChange {
  const row = after ?? before;
  if (row === null) throw new Error('bug: there is no key before nor after the change');
  return {
    action,
    resource: { type: 'api_key', id: publicId('apiKey', row.id) },
    applicationId: row.applicationId,
    changes: changesBetween(fieldsOf(before), fieldsOf(after)),
  };
}

/** Not the hint: of the key itself there is nothing to tell. */
function fieldsOf(row: Row | null): Fields {
  if (row === null) return {};
  const { name, application, access, rateLimitPerSecond, expiresAt } = toDto(row);
  return { name, application, access, rateLimitPerSecond, expiresAt };
}

function toDto(row: Row) {
  return {
    id: publicId('apiKey', row.id),
    name: row.name,
    hint: row.hint,
    application: row.applicationId === null ? null : publicId('application', row.applicationId),
    access: row.access as Access,
    rateLimitPerSecond: row.rateLimit,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

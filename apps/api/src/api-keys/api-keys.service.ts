import { Inject, Injectable } from '@nestjs/common';
import { newUuid, pageOf, parsePublicId, publicId, type Database, type Page, type PageRequest } from '#persistence';
import { ApplicationLookup } from '../applications/application-lookup.js';
import { ApiKeyLookup } from '../auth/api-key-lookup.js';
import { mintApiKey } from '../auth/api-key.js';
import { DATABASE } from '../core/tokens.js';
import { ProblemError, validationFailed } from '../http/problem-error.js';
import type { ApiKeyDto, CreatedApiKeyDto } from './api-keys.dto.js';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly applicationId: string | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

@Injectable()
export class ApiKeysService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly applications: ApplicationLookup,
    private readonly lookup: ApiKeyLookup,
  ) {}

  async create(name: string, application?: string): Promise<CreatedApiKeyDto> {
    const applicationId = application === undefined ? null : await this.#applicationId(application);
    const { text, hash, hint } = mintApiKey();
    const row = await this.database.prisma.apiKey.create({
      data: { id: newUuid(), name, hash: Uint8Array.from(hash), hint, applicationId },
    });
    return { ...toDto(row), key: text };
  }

  async list(request: PageRequest): Promise<Page<ApiKeyDto>> {
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

  /** Revokes it: refused at once by this process, and within two seconds by every other. */
  async revoke(id: string): Promise<void> {
    const uuid = parsePublicId('apiKey', id);
    if (uuid === undefined) throw new ProblemError('api_key_not_found');
    const [revoked] = await this.database.prisma.apiKey.updateManyAndReturn({
      where: { id: uuid, revokedAt: null },
      data: { revokedAt: new Date() },
      select: { hash: true },
    });
    if (revoked === undefined) throw new ProblemError('api_key_not_found');
    this.lookup.forget(revoked.hash);
  }

  async #applicationId(idOrUid: string): Promise<string> {
    const application = await this.applications.find(idOrUid);
    if (application !== undefined) return application.id;
    throw validationFailed([{ pointer: '/application', detail: 'is not an application' }]);
  }
}

function toDto(row: Row) {
  return {
    id: publicId('apiKey', row.id),
    name: row.name,
    hint: row.hint,
    application: row.applicationId === null ? null : publicId('application', row.applicationId),
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

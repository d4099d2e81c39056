import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Database } from '#persistence';
import { LookupCache } from '../cache/lookup-cache.js';
import { DATABASE } from '../core/tokens.js';
import { hashOfApiKey } from './api-key.js';
import type { Caller } from './caller.js';

/** A key that was revoked in another process is refused after this long at the latest. */
const maxAgeMs = 2_000;
const maxEntries = 10_000;

/** `last_used_at` is for people who tidy up: a minute is exact enough, and a write per request would not be. */
const usedStepMs = 60_000;

/** Finds whose key it is. */
@Injectable()
export class ApiKeyLookup {
  readonly #log = new Logger(ApiKeyLookup.name);
  readonly #callers = new LookupCache<Caller>({ load: (hash) => this.#find(hash), maxAgeMs, maxEntries });

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** The caller of a key that is known and not revoked. */
  find(key: string): Caller | undefined | Promise<Caller | undefined> {
    return this.#callers.get(hashOfApiKey(key).toString('base64'));
  }

  /** To be called when the key of that hash was revoked. */
  forget(hash: Uint8Array): void {
    this.#callers.forget(Buffer.from(hash).toString('base64'));
  }

  async #find(hash: string): Promise<Caller | undefined> {
    const row = await this.database.prisma.apiKey.findUnique({
      where: { hash: Buffer.from(hash, 'base64') },
      select: { id: true, applicationId: true, revokedAt: true, lastUsedAt: true },
    });
    if (row === null || row.revokedAt !== null) return undefined;
    if (row.lastUsedAt === null || Date.now() - row.lastUsedAt.getTime() > usedStepMs) void this.#markUsed(row.id);
    return { keyId: row.id, applicationId: row.applicationId ?? undefined };
  }

  async #markUsed(id: string): Promise<void> {
    try {
      await this.database.prisma.apiKey.updateMany({ where: { id }, data: { lastUsedAt: new Date() } });
    } catch (error) {
      // Nobody waits for it, and the next look-up tries again.
      this.#log.warn('api key not marked as used', { err: error, keyId: id });
    }
  }
}

import { Inject, Injectable, Logger } from '@nestjs/common';
import { findCaller, markCallerUsed, type Database, type FoundCaller } from '#persistence';
import { LookupCache } from '../cache/lookup-cache.js';
import { DATABASE } from '../core/tokens.js';
import type { Caller } from './caller.js';
import { hashOfDigest, type CredentialDigest } from './credential.js';

/** A credential that was revoked in another process is refused after this long at the latest. */
const maxAgeMs = 2_000;
const maxEntries = 10_000;

interface Known {
  readonly caller: Caller;
  /** On the clock of this process, which nobody sets. */
  readonly expiresAt: number;
}

/** Finds whose credential it is. */
@Injectable()
export class CallerLookup {
  readonly #log = new Logger(CallerLookup.name);
  readonly #known = new LookupCache<Known, CredentialDigest>({
    load: (digest) => this.#find(digest),
    maxAgeMs,
    maxEntries,
  });

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** The caller of a credential if it was looked up a moment ago: asks nobody. */
  recall(digest: CredentialDigest): Caller | undefined {
    return inForce(this.#known.peek(digest));
  }

  /** Whether a credential was in force when it was looked up last. */
  isKnown(digest: CredentialDigest): boolean {
    return this.#known.has(digest);
  }

  /** The caller of a credential that is known, not revoked and not expired. */
  async find(digest: CredentialDigest): Promise<Caller | undefined> {
    return inForce(await this.#known.get(digest));
  }

  /** To be called when a credential was revoked or changed: a key takes its portal sessions with it. */
  doubtAll(): void {
    this.#known.doubtAll();
  }

  async #find(digest: CredentialDigest): Promise<Known | undefined> {
    // Before the database looks at its clock: what the answer takes must not be added to a life.
    const askedAt = performance.now();
    const found = await findCaller(this.database.reads, hashOfDigest(digest));
    if (found === undefined) return undefined;
    if (!found.isMarkedUsed) void this.#markUsed(found);
    return {
      caller: toCaller(found),
      expiresAt: found.expiresInMs === null ? Infinity : askedAt + found.expiresInMs,
    };
  }

  async #markUsed(found: FoundCaller): Promise<void> {
    try {
      await markCallerUsed(this.database.reads, found);
    } catch (error) {
      // Nobody waits for it, and the next look-up tries again.
      this.#log.warn('credential not marked as used', { err: error, kind: found.kind, id: found.id });
    }
  }
}

function inForce(known: Known | undefined): Caller | undefined {
  return known !== undefined && performance.now() < known.expiresAt ? known.caller : undefined;
}

function toCaller({ kind, id, access, applicationId, rateLimit }: FoundCaller): Caller {
  const scope = kind === 'portalSession' ? 'portal' : applicationId === null ? 'admin' : 'application';
  return {
    kind,
    id,
    scope,
    access,
    applicationId: applicationId ?? undefined,
    rateLimitPerSecond: rateLimit ?? undefined,
  };
}

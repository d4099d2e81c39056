import { Inject, Injectable } from '@nestjs/common';
import { listPublicKeys, type Database, type PublicKeyFilter, type StoredPublicKey } from '#persistence';
import { importPublicKey, isSchemeName, jwks, schemes, type PublicJwk, type PublicKey } from '#signing';
import { createHash } from 'node:crypto';
import { LookupCache } from '../cache/lookup-cache.js';
import { DATABASE } from '../core/tokens.js';
import { ProblemError } from '../http/problem-error.js';

/** A JWK set (RFC 7517), written, with a tag that changes when it does. */
export interface JwkSet {
  readonly text: string;
  readonly etag: string;
}

/** Keys of one set. A document that is read whole by every receiver must not grow with the number of endpoints. */
const maxKeys = 1_000;

/** Anybody may ask, so what a set costs is paid once in a while only. */
const maxAgeMs = 2_000;
const maxEntries = 1_000;

/** The public halves of the keys that sign, for receivers. */
@Injectable()
export class PublicKeys {
  readonly #sets = new LookupCache<JwkSet>({
    load: (filter) => this.#load(JSON.parse(filter) as PublicKeyFilter),
    maxAgeMs,
    maxEntries,
  });

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /**
   * The keys in force, those that an overlap lets sign on included; empty for an endpoint or a key that is unknown.
   *
   * @throws ProblemError `too_many_keys`
   */
  async jwkSet(filter: PublicKeyFilter): Promise<JwkSet> {
    return (await this.#sets.get(JSON.stringify(filter))) ?? setOf([]);
  }

  async #load(filter: PublicKeyFilter): Promise<JwkSet> {
    const rows = await listPublicKeys(this.database.reads, filter, maxKeys + 1);
    if (rows.length > maxKeys) throw new ProblemError('too_many_keys');
    return setOf(jwks(rows.map(toPublicKey)).keys);
  }
}

function toPublicKey({ scheme, publicKey }: StoredPublicKey): PublicKey {
  const keyFormat = isSchemeName(scheme) ? schemes[scheme].keyFormat : 'none';
  if (keyFormat !== 'ed25519' && keyFormat !== 'p256') throw new Error(`bug: the scheme "${scheme}" has no public key`);
  return importPublicKey(keyFormat, publicKey);
}

function setOf(keys: readonly PublicJwk[]): JwkSet {
  const text = JSON.stringify({ keys });
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` };
}

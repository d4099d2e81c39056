import type { MasterKeys } from '#signing';
import type { Queryable } from './database.js';
import { findSealingKeys, type SealingKey } from './sql/find-sealing-keys.js';
import { isUnavailable } from './unavailable.js';

/** Secrets that sign are sealed under master keys that were not given. Names them by their ids, which are no secret. */
export class MissingMasterKeyError extends Error {
  override readonly name = 'MissingMasterKeyError';
  readonly remedy = 'add them to POSTRIDER_MASTER_KEY; docs/secrets.md tells what to do when they are lost';

  constructor(readonly keyIds: readonly string[]) {
    super(`secrets in the database are sealed under master keys that are not given: ${keyIds.join(', ')}`);
  }
}

/**
 * To be asked at every start: a role without the keys of its database would fail delivery by delivery. Of a database
 * that is away nothing can be said, and whoever can do without it for a while starts.
 *
 * @throws MissingMasterKeyError
 */
export async function checkMasterKeys(db: Queryable, masterKeys: MasterKeys): Promise<void> {
  const given = new Set(masterKeys.map(({ id }) => id));
  const missing = (await sealingKeys(db)).filter(({ keyId, isInForce }) => isInForce && !given.has(keyId));
  if (missing.length > 0) throw new MissingMasterKeyError(missing.map(({ keyId }) => keyId));
}

async function sealingKeys(db: Queryable): Promise<readonly SealingKey[]> {
  try {
    return await findSealingKeys(db);
  } catch (error) {
    if (isUnavailable(error)) return [];
    throw error;
  }
}

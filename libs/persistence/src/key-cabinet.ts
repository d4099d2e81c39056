import {
  isSchemeName,
  parseKey,
  unseal,
  type SchemeKeys,
  type MasterKeys,
  type SchemeName,
  type SigningKey,
} from '#signing';
import { secretContext } from './sealing-context.js';
import type { SealedSecret } from './sql/read-endpoint-settings.js';

/** Opened keys that are kept. A key is some hundred bytes; an endpoint seldom has more than two. */
const maxKept = 20_000;

/**
 * Opens sealed secrets, each once: unsealing and importing a key costs more than signing with it. A secret that is
 * sealed anew has another ciphertext, and so is opened anew.
 */
export class KeyCabinet {
  readonly #masterKeys: MasterKeys;
  readonly #kept = new Map<string, SigningKey>();

  constructor(masterKeys: MasterKeys) {
    this.#masterKeys = masterKeys;
  }

  /**
   * The keys of each scheme, newest first as they came.
   *
   * @throws when a secret was sealed under a master key that is not there, or was tampered with.
   */
  open(secrets: readonly SealedSecret[]): SchemeKeys[] {
    const rings = new Map<SchemeName, SigningKey[]>();
    for (const secret of secrets) {
      if (!isSchemeName(secret.scheme)) throw new Error(`bug: unknown signature scheme ${secret.scheme}`);
      const keys = rings.get(secret.scheme) ?? [];
      keys.push(this.#key(secret));
      rings.set(secret.scheme, keys);
    }
    return [...rings].map(([scheme, keys]) => ({ scheme, keys }));
  }

  #key(secret: SealedSecret): SigningKey {
    const kept = this.#kept.get(secret.sealed);
    if (kept !== undefined) return kept;
    const key = parseKey(unseal(this.#masterKeys, secret.sealed, secretContext(secret.id)));
    if (this.#kept.size >= maxKept) this.#kept.clear();
    this.#kept.set(secret.sealed, key);
    return key;
  }
}

import { InvalidKeyError } from './invalid-key-error.js';
import { generateKeyPair } from './key-pair.js';
import type { SigningKey } from './key.js';
import { schemes } from './schemes.js';
import type { SchemeName } from './schemes.js';
import { generateSymmetricKey } from './symmetric-key.js';

/**
 * A new random key for a scheme: 32 bytes where it is symmetric (as 64 hex digits where secrets are text).
 *
 * @throws InvalidKeyError `keyless_scheme` for a scheme that signs nothing
 */
export function generateKey(scheme: SchemeName): SigningKey {
  const { keyFormat } = schemes[scheme];
  switch (keyFormat) {
    case 'none':
      throw new InvalidKeyError('keyless_scheme', `The signature scheme "${scheme}" has no key.`);
    case 'whsec':
    case 'text':
      return generateSymmetricKey(keyFormat);
    case 'ed25519':
    case 'p256':
      return generateKeyPair(keyFormat);
  }
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import { InvalidKeyError } from './invalid-key-error.js';
import type { VerifyingKey } from './key.js';
import type { VerificationFailure } from './scheme.js';

export function hmacSha256(key: VerifyingKey, prefix: string, body: Uint8Array, encoding: 'hex' | 'base64'): string {
  return hmacOf(key, prefix, body).digest(encoding);
}

/** Looks for a signature that one of `keys` made. Undecodable ones may be among `presented` as undefined. */
export function matchHmac(
  keys: readonly VerifyingKey[],
  prefix: string,
  body: Uint8Array,
  presented: readonly (Uint8Array | undefined)[],
): VerificationFailure | undefined {
  const matched = keys.some((key) => {
    const expected = hmacOf(key, prefix, body).digest();
    return presented.some((mac) => mac?.length === expected.length && timingSafeEqual(mac, expected));
  });
  return matched ? undefined : 'no_match';
}

/** The body is hashed where it lies, not copied behind the prefix: it may be megabytes. */
function hmacOf(key: VerifyingKey, prefix: string, body: Uint8Array) {
  if (key.type !== 'hmac') {
    throw new InvalidKeyError('wrong_type', 'The signature scheme needs a shared secret, not a key pair.');
  }
  return createHmac('sha256', key.secret).update(prefix).update(body);
}

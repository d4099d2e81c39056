import { sign, verify } from 'node:crypto';
import { InvalidKeyError } from './invalid-key-error.js';
import type { Curve, SigningKey, VerifyingKey } from './key.js';
import type { VerificationFailure } from './scheme.js';

/** Ed25519 hashes by itself; ECDSA is told its hash. ECDSA signatures are DER, not the r || s of JOSE. */
const digests = { ed25519: null, p256: 'sha256' } as const;

export function signBytes(curve: Curve, key: SigningKey, data: Uint8Array): Buffer {
  if (key.type !== curve) throw wrongType(curve);
  return sign(digests[curve], data, key.privateKey);
}

/** Looks for a signature that one of `keys` made. Undecodable ones may be among `presented` as undefined. */
export function matchSignature(
  curve: Curve,
  keys: readonly VerifyingKey[],
  data: Uint8Array,
  presented: readonly (Uint8Array | undefined)[],
): VerificationFailure | undefined {
  const matched = keys.some((key) => {
    if (key.type !== curve) throw wrongType(curve);
    return presented.some(
      (signature) => signature !== undefined && verify(digests[curve], data, key.publicKey, signature),
    );
  });
  return matched ? undefined : 'no_match';
}

function wrongType(curve: Curve): InvalidKeyError {
  return new InvalidKeyError(
    'wrong_type',
    `The signature scheme needs a key pair on ${curve === 'p256' ? 'P-256' : 'Ed25519'}.`,
  );
}

import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { InvalidKeyError } from './invalid-key-error.js';
import type { Curve, PrivateKey, PublicKey } from './key.js';

const probe = Buffer.from('postrider');

export function generateKeyPair(curve: Curve): PrivateKey {
  const { privateKey } =
    curve === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return preparePrivateKey(curve, privateKey);
}

export function preparePublicKey(curve: Curve, publicKey: KeyObject): PublicKey {
  refuseOtherCurve(curve, publicKey);
  return { type: curve, keyId: thumbprint(publicKey), publicKey };
}

export function preparePrivateKey(curve: Curve, privateKey: KeyObject): PrivateKey {
  refuseOtherCurve(curve, privateKey);
  return { ...preparePublicKey(curve, createPublicKey(privateKey)), privateKey };
}

/**
 * Node takes over the public half that a file claims for an elliptic key without checking it; such a key would
 * sign what nobody can verify.
 */
export function refuseMismatchedHalves({ privateKey, publicKey }: PrivateKey): void {
  const digest = privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  if (!verify(digest, probe, publicKey, sign(digest, probe, privateKey))) {
    throw new InvalidKeyError('mismatched', 'The public half of the key does not belong to its private half.');
  }
}

function refuseOtherCurve(curve: Curve, key: KeyObject): void {
  const type = key.asymmetricKeyType;
  const actual = type === 'ec' ? key.asymmetricKeyDetails?.namedCurve : type;
  if (actual === (curve === 'ed25519' ? 'ed25519' : 'prime256v1')) return;

  const wanted = curve === 'ed25519' ? 'an Ed25519' : 'a P-256 (prime256v1)';
  const elliptic = ['ec', 'ed25519', 'ed448', 'x25519', 'x448'].includes(type ?? '');
  throw new InvalidKeyError(elliptic ? 'wrong_curve' : 'wrong_type', `The key must be ${wanted} key.`);
}

/** RFC 7638: SHA-256 over the required members in lexicographic order, without white space. */
function thumbprint(publicKey: KeyObject): string {
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

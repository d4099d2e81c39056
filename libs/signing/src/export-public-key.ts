import { InvalidKeyError } from './invalid-key-error.js';
import type { PublicKey } from './key.js';

/** A public key as RFC 7517 writes it, ready for a JWK set. */
export interface PublicJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y?: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'EdDSA' | 'ES256';
}

/**
 * The public half of a key: `pem` is SPKI, `jwk` an entry of a JWK set, `whpk` the Standard Webhooks form.
 *
 * @throws InvalidKeyError `wrong_curve` if `whpk` is asked of a key that is not Ed25519
 */
export function exportPublicKey(key: PublicKey, format: 'pem' | 'whpk'): string;
export function exportPublicKey(key: PublicKey, format: 'jwk'): PublicJwk;
export function exportPublicKey(key: PublicKey, format: 'pem' | 'whpk' | 'jwk'): string | PublicJwk {
  switch (format) {
    case 'pem':
      return key.publicKey.export({ format: 'pem', type: 'spki' }).toString();
    case 'jwk':
      return publicJwk(key);
    case 'whpk':
      return whpk(key);
  }
}

/** A JWK set (RFC 7517) of every key once, for `/.well-known/jwks.json`. */
export function jwks(keys: readonly PublicKey[]): { readonly keys: readonly PublicJwk[] } {
  return { keys: [...new Map(keys.map((key) => [key.keyId, publicJwk(key)])).values()] };
}

function publicJwk({ type, keyId, publicKey }: PublicKey): PublicJwk {
  const { kty = '', crv = '', x = '', y } = publicKey.export({ format: 'jwk' });
  const alg = type === 'ed25519' ? 'EdDSA' : 'ES256';
  return { kty, crv, x, ...(y === undefined ? {} : { y }), kid: keyId, use: 'sig', alg };
}

function whpk({ type, publicKey }: PublicKey): string {
  if (type !== 'ed25519') {
    throw new InvalidKeyError('wrong_curve', 'Standard Webhooks writes Ed25519 public keys only.');
  }
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return `whpk_${Buffer.from(x, 'base64url').toString('base64')}`;
}

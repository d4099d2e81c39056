import type { KeyObject } from 'node:crypto';

/** How a symmetric secret is written: `whsec_` and the base64 of its bytes, or text whose UTF-8 bytes are the key. */
export type SecretForm = 'whsec' | 'text';

export type Curve = 'ed25519' | 'p256';

/**
 * A shared secret. Key material lives in a `KeyObject`, here and below: it is parsed once, not per signature,
 * and neither `JSON.stringify` nor `util.inspect` shows it.
 */
export interface SymmetricKey {
  readonly type: 'hmac';
  readonly form: SecretForm;
  readonly secret: KeyObject;
}

/** The half of a key pair that receivers hold. */
export interface PublicKey {
  readonly type: Curve;
  /** RFC 7638 thumbprint; the `kid` of the JWK. */
  readonly keyId: string;
  readonly publicKey: KeyObject;
}

export interface PrivateKey extends PublicKey {
  readonly privateKey: KeyObject;
}

export type SigningKey = SymmetricKey | PrivateKey;
export type VerifyingKey = SymmetricKey | PublicKey;

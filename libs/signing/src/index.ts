export { exportPublicKey, jwks } from './export-public-key.js';
export type { PublicJwk } from './export-public-key.js';
export { generateKey } from './generate-key.js';
export { importKey, importPublicKey } from './import-key.js';
export { IncompatibleSchemesError } from './incompatible-schemes-error.js';
export { InvalidKeyError } from './invalid-key-error.js';
export type { InvalidKeyReason } from './invalid-key-error.js';
export type { Curve, PrivateKey, PublicKey, SecretForm, SigningKey, SymmetricKey, VerifyingKey } from './key.js';
export { generateMasterKey, InvalidMasterKeyError, parseMasterKeys } from './master-key.js';
export type { MasterKey, MasterKeys } from './master-key.js';
export { expiryOnRotation } from './rotation.js';
export type { SecretLifetime } from './rotation.js';
export type {
  Header,
  HeaderRole,
  KeyFormat,
  SignatureScheme,
  SigningInput,
  SigningOptions,
  Tolerance,
  VerificationFailure,
} from './scheme.js';
export { isSchemeName, schemes } from './schemes.js';
export type { SchemeName } from './schemes.js';
export { seal, unseal, UnsealError } from './seal.js';
export type { UnsealReason } from './seal.js';
export { parseKey, serializeKey } from './serialize-key.js';
export { assertCompatible, sign, signAll } from './sign.js';
export type { SchemeKeys } from './sign.js';
export { exportSecret } from './symmetric-key.js';
export { verify } from './verify.js';
export type { ReceivedHeaders, Verification } from './verify.js';

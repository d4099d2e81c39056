import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { decodeBase64 } from './decode.js';
import { InvalidKeyError } from './invalid-key-error.js';
import { preparePrivateKey, preparePublicKey, refuseMismatchedHalves } from './key-pair.js';
import type { Curve, PrivateKey, PublicKey, SigningKey } from './key.js';
import { schemes } from './schemes.js';
import type { SchemeName } from './schemes.js';
import { importTextSecret, importWhsec } from './symmetric-key.js';

/** Far above any key of these curves; what is longer is not worth handing to a parser. */
const maxTextLength = 8192;

const seedBytes = 32;

/** PKCS #8 of an Ed25519 key up to its seed (RFC 8410, section 7). */
const ed25519Pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Reads a key that somebody brings along, in the forms its scheme knows: `whsec_` for `standard`, plain text for
 * the other symmetric schemes, and for asymmetric ones an unencrypted PEM, a private JWK or, on Ed25519, `whsk_`.
 *
 * @throws InvalidKeyError with a stable `reason`
 */
export function importKey(scheme: SchemeName, text: string): SigningKey {
  const { keyFormat } = schemes[scheme];
  switch (keyFormat) {
    case 'none':
      throw new InvalidKeyError('keyless_scheme', `The signature scheme "${scheme}" has no key.`);
    case 'whsec':
      return importWhsec(text);
    case 'text':
      return importTextSecret(text);
    case 'ed25519':
    case 'p256':
      return importPrivateKey(keyFormat, text.trim());
  }
}

/**
 * Reads the key that a receiver was given: PEM, JWK or, on Ed25519, `whpk_`.
 *
 * @throws InvalidKeyError with a stable `reason`
 */
export function importPublicKey(curve: Curve, text: string): PublicKey {
  refuseLong(text);
  if (text.startsWith('whpk_')) {
    const x = standardWebhooksBytes(curve, text, [seedBytes]).toString('base64url');
    return preparePublicKey(curve, createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } }));
  }
  if (text.startsWith('{')) {
    const key = parseJwk(text);
    return preparePublicKey(
      curve,
      parse(() => createPublicKey({ format: 'jwk', key })),
    );
  }
  return preparePublicKey(
    curve,
    parse(() => createPublicKey(text)),
  );
}

function importPrivateKey(curve: Curve, text: string): PrivateKey {
  refuseLong(text);
  const key = preparePrivateKey(curve, readPrivateKey(curve, text));
  refuseMismatchedHalves(key);
  return key;
}

function readPrivateKey(curve: Curve, text: string): KeyObject {
  if (text.startsWith('whsk_')) return readWhsk(curve, text);
  if (text.startsWith('{')) return readJwk(text);
  if (text.includes('ENCRYPTED')) {
    throw new InvalidKeyError('encrypted', 'The key must not be encrypted with a passphrase.');
  }
  if (/-BEGIN [A-Z ]*(?:PUBLIC KEY|CERTIFICATE)-/.test(text)) throw notPrivate();
  return parse(() => createPrivateKey(text));
}

/**
 * Standard Webhooks leaves open what the base64 holds. Its first implementation, Svix, writes seed and public
 * key; others write the seed alone. Both are read.
 */
function readWhsk(curve: Curve, text: string): KeyObject {
  const bytes = standardWebhooksBytes(curve, text, [seedBytes, 2 * seedBytes]);
  const pkcs8 = Buffer.concat([ed25519Pkcs8Head, bytes.subarray(0, seedBytes)]);
  const key = createPrivateKey({ format: 'der', type: 'pkcs8', key: pkcs8 });
  if (bytes.length > seedBytes) refuseOtherPublicKey(key, bytes.subarray(seedBytes).toString('base64url'));
  return key;
}

function readJwk(text: string): KeyObject {
  const jwk = parseJwk(text);
  if (jwk.d === undefined) throw notPrivate();
  const key = parse(() => createPrivateKey({ format: 'jwk', key: jwk }));
  refuseOtherPublicKey(key, jwk.x);
  return key;
}

/** Of an Ed25519 key Node derives the public half itself and ignores the one that came with it. */
function refuseOtherPublicKey(privateKey: KeyObject, claimed: string | undefined): void {
  if (createPublicKey(privateKey).export({ format: 'jwk' }).x === claimed) return;
  throw new InvalidKeyError('mismatched', 'The public half of the key does not belong to its private half.');
}

function standardWebhooksBytes(curve: Curve, text: string, lengths: readonly number[]): Buffer {
  if (curve !== 'ed25519') {
    throw new InvalidKeyError('wrong_curve', 'Keys that start with "whsk_" or "whpk_" are Ed25519; P-256 is needed.');
  }
  const bytes = decodeBase64(text.slice('whsk_'.length));
  if (bytes !== undefined && lengths.includes(bytes.length)) return bytes;
  throw new InvalidKeyError(
    'malformed',
    `The key must be the base64 of ${lengths.join(' or ')} bytes after its prefix.`,
  );
}

function parseJwk(text: string): JsonWebKey {
  return parse(() => JSON.parse(text) as JsonWebKey);
}

/** The parser's own error is dropped: it may quote what it could not read. */
function parse<Parsed>(read: () => Parsed): Parsed {
  try {
    return read();
  } catch {
    throw new InvalidKeyError('malformed', 'The key must be PEM, a JWK, or base64 after its Standard Webhooks prefix.');
  }
}

function refuseLong(text: string): void {
  if (text.length <= maxTextLength) return;
  throw new InvalidKeyError('too_long', `The key must have at most ${maxTextLength} characters.`);
}

function notPrivate(): InvalidKeyError {
  return new InvalidKeyError('not_private', 'The key must be a private key; this is only the public half of one.');
}

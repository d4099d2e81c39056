import { createSecretKey, randomBytes } from 'node:crypto';
import { decodeBase64 } from './decode.js';
import { InvalidKeyError } from './invalid-key-error.js';
import type { SecretForm, SymmetricKey } from './key.js';

const whsecPrefix = 'whsec_';

/** Standard Webhooks asks for 192 to 512 bits; receivers' own text secrets are often shorter. */
const boundsBytes = { whsec: { min: 24, max: 64 }, text: { min: 16, max: 512 } } as const;

/** Random bytes or text of the minimal length practically never have fewer; `aaaa…` and `abcabc…` do. */
const minDistinctBytes = 6;

const printable = /^[\x20-\x7e\u00a0-\uffff]*$/;

export function generateSymmetricKey(form: SecretForm): SymmetricKey {
  const random = randomBytes(32);
  return prepareSymmetricKey(form, form === 'whsec' ? random : Buffer.from(random.toString('hex')));
}

/** Reads `whsec_` and the base64 of 24 to 64 bytes, as Standard Webhooks writes a secret. */
export function importWhsec(text: string): SymmetricKey {
  const bytes = text.startsWith(whsecPrefix) ? decodeBase64(text.slice(whsecPrefix.length)) : undefined;
  if (bytes === undefined) {
    throw new InvalidKeyError('malformed', 'The secret must be "whsec_" followed by the base64 of 24 to 64 bytes.');
  }
  refuseWeak('whsec', bytes);
  return prepareSymmetricKey('whsec', bytes);
}

/** Takes the secret's UTF-8 bytes as the key, whatever it looks like: `whsec_` is part of the key here. */
export function importTextSecret(text: string): SymmetricKey {
  const bytes = Buffer.from(text);
  if (bytes.toString() !== text || !printable.test(text) || text.trim() !== text) {
    throw new InvalidKeyError(
      'malformed',
      'The secret must be printable text with no line break and no space at either end.',
    );
  }
  refuseWeak('text', bytes);
  return prepareSymmetricKey('text', bytes);
}

/** The secret as its receiver is shown it, and as `importKey` reads it. */
export function exportSecret(key: SymmetricKey): string {
  const bytes = key.secret.export();
  return key.form === 'whsec' ? `${whsecPrefix}${bytes.toString('base64')}` : bytes.toString();
}

export function prepareSymmetricKey(form: SecretForm, bytes: Uint8Array): SymmetricKey {
  return { type: 'hmac', form, secret: createSecretKey(bytes) };
}

function refuseWeak(form: SecretForm, bytes: Uint8Array): void {
  const { min, max } = boundsBytes[form];
  if (bytes.length < min) {
    throw new InvalidKeyError('too_short', `The secret must have at least ${min} bytes.`);
  }
  if (bytes.length > max) {
    throw new InvalidKeyError('too_long', `The secret must have at most ${max} bytes.`);
  }
  if (new Set(bytes).size < minDistinctBytes) {
    throw new InvalidKeyError('too_weak', 'The secret repeats itself too much to be random.');
  }
}

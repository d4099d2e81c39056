import { createPrivateKey } from 'node:crypto';
import { decodeBase64 } from './decode.js';
import { InvalidKeyError } from './invalid-key-error.js';
import { preparePrivateKey } from './key-pair.js';
import type { SigningKey } from './key.js';
import { prepareSymmetricKey } from './symmetric-key.js';

/**
 * The canonical text of a key, to be sealed and stored. It names its own form, because the same characters mean
 * different keys: `whsec_…` is base64 to Standard Webhooks and plain text to Stripe's scheme.
 *
 *   whsec:<base64 of the key>    text:<the secret>    ed25519:<base64 of PKCS #8>    p256:<base64 of PKCS #8>
 */
export function serializeKey(key: SigningKey): string {
  if (key.type === 'hmac') {
    return `${key.form}:${key.secret.export().toString(key.form === 'whsec' ? 'base64' : 'utf8')}`;
  }
  return `${key.type}:${key.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')}`;
}

/**
 * Prepares a stored key for signing. Strength was judged when the key was imported and is not judged again: a
 * stricter rule must not silence endpoints that already work.
 *
 * @throws InvalidKeyError `malformed` if the text is not from `serializeKey`
 */
export function parseKey(text: string): SigningKey {
  const colon = text.indexOf(':');
  const form = text.slice(0, colon);
  const content = text.slice(colon + 1);
  if (content.length === 0) throw malformed();

  switch (form) {
    case 'text':
      return prepareSymmetricKey('text', Buffer.from(content));
    case 'whsec':
      return prepareSymmetricKey('whsec', bytesOf(content));
    case 'ed25519':
    case 'p256':
      return preparePrivateKey(form, readPkcs8(bytesOf(content)));
    default:
      throw malformed();
  }
}

function readPkcs8(der: Buffer) {
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } catch {
    throw malformed();
  }
}

function bytesOf(base64: string): Buffer {
  const bytes = decodeBase64(base64);
  if (bytes === undefined) throw malformed();
  return bytes;
}

function malformed(): InvalidKeyError {
  return new InvalidKeyError('malformed', 'The stored key is not in the form that serializeKey writes.');
}

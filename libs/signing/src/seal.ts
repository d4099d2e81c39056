import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { decodeBase64Url } from './decode.js';
import type { MasterKey, MasterKeys } from './master-key.js';

/** Why a sealed text does not open. */
export type UnsealReason = 'malformed' | 'unknown_master_key' | 'tampered';

/** A sealed text that does not open. The message never repeats any of it. */
export class UnsealError extends Error {
  override readonly name = 'UnsealError';

  constructor(
    readonly reason: UnsealReason,
    message: string,
  ) {
    super(message);
  }
}

const algorithm = 'aes-256-gcm';
const version = 'v1';
const tagBytes = 16;

/** 96 random bits, as NIST SP 800-38D allows for up to 2^32 texts under one key. */
const nonceBytes = 12;

/**
 * Encrypts text under the first master key: `v1.<key id>.<nonce>.<ciphertext and tag>`, the last two in base64url.
 *
 * @param context what the text belongs to, such as `secret:<id>`; the sealed text opens nowhere else, so that
 *   nobody who can write to the database can put one endpoint's secret in the place of another's
 */
export function seal(masterKeys: MasterKeys, plaintext: string, context: string): string {
  const [{ id, key }] = masterKeys;
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [version, id, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
}

/**
 * @throws UnsealError `unknown_master_key` if the key that sealed it is not among these, `tampered` if text,
 *   nonce or context are not what was sealed, `malformed` if it was never sealed
 */
export function unseal(masterKeys: MasterKeys, sealed: string, context: string): string {
  const { keyId, nonce, ciphertext, tag } = parse(sealed);
  const { key } = findMasterKey(masterKeys, keyId);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
  } catch {
    throw new UnsealError('tampered', 'The sealed text was altered, or belongs to something else.');
  }
}

function findMasterKey(masterKeys: MasterKeys, keyId: string): MasterKey {
  const found = masterKeys.find(({ id }) => id === keyId);
  if (found !== undefined) return found;
  throw new UnsealError('unknown_master_key', `The text was sealed under master key ${keyId}, which is not given.`);
}

function parse(sealed: string) {
  const [prefix, keyId = '', nonceText = '', sealedText = '', ...rest] = sealed.split('.');
  const nonce = decodeBase64Url(nonceText);
  const bytes = decodeBase64Url(sealedText);
  const known = prefix === version && /^[0-9a-f]{8}$/.test(keyId) && rest.length === 0;
  if (!known || nonce?.length !== nonceBytes || bytes === undefined || bytes.length < tagBytes) {
    throw new UnsealError('malformed', 'The text is not in the form that seal writes.');
  }
  return { keyId, nonce, ciphertext: bytes.subarray(0, -tagBytes), tag: bytes.subarray(-tagBytes) };
}

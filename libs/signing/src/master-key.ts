import { createHash, createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { decodeBase64, decodeBase64Url, decodeHex } from './decode.js';

/** A key-encryption key: secrets are sealed under it before they are stored. */
export interface MasterKey {
  /** The first 8 hex digits of the key's SHA-256; it stands in every text sealed under the key. */
  readonly id: string;
  readonly key: KeyObject;
}

/** Master keys: the first seals, all of them open. */
export type MasterKeys = readonly [MasterKey, ...MasterKey[]];

/** Master keys that cannot be used. The message gives a position, never any part of a key. */
export class InvalidMasterKeyError extends Error {
  override readonly name = 'InvalidMasterKeyError';
}

const keyBytes = 32;
const minDistinctBytes = 8;

/** A new master key as text that `parseMasterKeys` reads. */
export function generateMasterKey(): string {
  return randomBytes(keyBytes).toString('base64');
}

/**
 * Reads one or more keys of 32 bytes, in base64, base64url or hex, separated by commas. To change the master key,
 * put a new one in front and keep the old one until nothing needs to be resealed.
 *
 * @throws InvalidMasterKeyError
 */
export function parseMasterKeys(text: string): MasterKeys {
  const [first, ...others] = text.split(',').map((part, index) => parseMasterKey(part.trim(), index + 1));
  if (first === undefined) throw new InvalidMasterKeyError('There is no master key.');

  const keys: MasterKeys = [first, ...others];
  if (new Set(keys.map(({ id }) => id)).size < keys.length) {
    throw new InvalidMasterKeyError('A master key is given twice.');
  }
  return keys;
}

function parseMasterKey(text: string, position: number): MasterKey {
  const bytes = [
    decodeHex(text.toLowerCase()),
    decodeBase64(text),
    decodeBase64(`${text}=`),
    decodeBase64Url(text),
  ].find((decoded) => decoded?.length === keyBytes);
  if (bytes === undefined) {
    throw new InvalidMasterKeyError(`Master key ${position} must be ${keyBytes} bytes in base64, base64url or hex.`);
  }
  if (new Set(bytes).size < minDistinctBytes) {
    throw new InvalidMasterKeyError(`Master key ${position} repeats itself too much to be random.`);
  }
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), key: createSecretKey(bytes) };
}

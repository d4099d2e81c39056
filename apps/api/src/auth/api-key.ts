import { createHash, randomBytes } from 'node:crypto';

/** A key and what is kept of it. */
export interface MintedKey {
  /** Shown once. */
  readonly text: string;
  readonly hash: Buffer;
  readonly hint: string;
}

const prefix = 'ptr_';
const hintLength = prefix.length + 4;

/** A new key of 256 random bits. It needs no slow hash: what cannot be guessed cannot be searched for either. */
export function mintApiKey(): MintedKey {
  return describeApiKey(prefix + randomBytes(32).toString('base64url'));
}

export function describeApiKey(text: string): MintedKey {
  return { text, hash: hashOfApiKey(text), hint: `${text.slice(0, Math.min(hintLength, text.length >> 1))}…` };
}

export function hashOfApiKey(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The key of an `Authorization: Bearer` header, or undefined. */
export function bearerKey(header: string | undefined): string | undefined {
  return /^bearer +([\x21-\x7e]{1,512}) *$/i.exec(header ?? '')?.[1];
}

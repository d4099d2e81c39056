import { createHash, randomBytes } from 'node:crypto';

/** A new credential and what is kept of it. */
export interface MintedCredential {
  /** Shown once. */
  readonly text: string;
  readonly hash: Buffer;
  /** How it begins, by which a person tells keys apart. */
  readonly hint: string;
}

/** By these people and scanners of repositories recognise a credential that lies where it should not. */
const prefixes = { apiKey: 'ptr_', portalSession: 'ptrp_' } as const;

const hintLength = 4;

/**
 * A new API key or portal session's token of 256 random bits. It needs no slow hash: what cannot be guessed cannot be
 * searched for either.
 */
export function mintCredential(kind: keyof typeof prefixes): MintedCredential {
  return describeCredential(prefixes[kind] + randomBytes(32).toString('base64url'));
}

export function describeCredential(text: string): MintedCredential {
  const prefixLength = /^ptrp?_/.exec(text)?.[0].length ?? 0;
  const shown = Math.min(prefixLength + hintLength, text.length >> 1);
  return { text, hash: hashOfCredential(text), hint: `${text.slice(0, shown)}…` };
}

/** It is looked up by this, so how long a comparison takes tells nothing of what is stored. */
export function hashOfCredential(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

declare const digest: unique symbol;

/** The hash of a credential as text. A type of its own, so that nobody looks for a credential by itself. */
export type CredentialDigest = string & { readonly [digest]: true };

export function digestOf(text: string): CredentialDigest {
  return hashOfCredential(text).toString('base64') as CredentialDigest;
}

export function hashOfDigest(text: CredentialDigest): Buffer {
  return Buffer.from(text, 'base64');
}

/**
 * Whether a URL carries a credential in its query, where it would lie in histories, in access logs and in the `referer`
 * of what the page loads next.
 */
export function standsInQuery(url: string): boolean {
  return url.includes('?') && /[?&](?:access_token=|[^=&]*=(?:bearer(?:\+|%20))?ptrp?_)/i.test(url);
}

/** The credential of an `Authorization: Bearer` header, or undefined. */
export function bearerCredential(header: string | undefined): string | undefined {
  return /^bearer +([\x21-\x7e]{1,512}) *$/i.exec(header ?? '')?.[1];
}

import type { Header } from '#events';
import { exportSecret, schemes, type SchemeKeys } from '#signing';
import type { RequestTemplate } from './build-request.js';
import { isCredentialName } from './credential-name.js';

/** Shorter ones stand in answers by chance. */
const minLength = 8;

const signatureHeaders = new Set(
  Object.values(schemes).flatMap(({ headers }) =>
    Object.entries(headers).flatMap(([name, role]) => (role === 'signature_list' || role === 'own' ? [name] : [])),
  ),
);

/** What of a signature header is the signature: no timestamp, version or key id of ours is as long. */
const signature = /[A-Za-z0-9+/]{40,}/g;

/**
 * What an endpoint and we know and nobody else should: its shared secrets, and the credentials among its headers and
 * in the query of its URL. Of a key pair the receiver has only what is public.
 */
export function confidentialValues({
  url,
  headers,
  keyRings,
}: Pick<RequestTemplate, 'url' | 'headers' | 'keyRings'>): readonly string[] {
  const values = [...keyRings.flatMap(secretsOf), ...headers.flatMap(credentialsOf), ...credentialsInQuery(url)];
  return [...new Set(values)].filter((value) => value.length >= minLength);
}

/** The signatures that a request was sent with. */
export function signaturesOf(headers: readonly Header[]): readonly string[] {
  return headers.flatMap(([name, value]) =>
    signatureHeaders.has(name.toLowerCase()) ? [...value.matchAll(signature)].map(([text]) => text) : [],
  );
}

/** `whsec_` is no secret, and receivers show what follows it without. */
function secretsOf({ keys }: SchemeKeys): string[] {
  return keys.flatMap((key) => (key.type === 'hmac' ? [exportSecret(key).replace(/^whsec_/, '')] : []));
}

/** Of `Bearer abc` it is `abc` that must not be told. */
function credentialsOf([name, value]: Header): string[] {
  return isCredentialName(name) ? [value.slice(value.lastIndexOf(' ') + 1)] : [];
}

/** As it stands in the URL, and decoded. */
function credentialsInQuery(url: string): string[] {
  const question = url.indexOf('?');
  if (question === -1) return [];
  const query = url.slice(question + 1);
  const asWritten = query.split('&').map((part) => part.slice(part.indexOf('=') + 1));
  const decoded = [...new URLSearchParams(query)];
  return decoded.flatMap(([name, value], index) => (isCredentialName(name) ? [value, asWritten[index] ?? value] : []));
}

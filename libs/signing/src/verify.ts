import type { VerifyingKey } from './key.js';
import type { ReceivedRequest, Tolerance, VerificationFailure } from './scheme.js';
import { schemes } from './schemes.js';
import type { SchemeName } from './schemes.js';

/** Headers in any case; repeated ones as a list, as `node:http` has them. */
export type ReceivedHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export type Verification = { readonly ok: true } | { readonly ok: false; readonly reason: VerificationFailure };

/**
 * Verifies a request as its receiver would. Shared secrets are compared in constant time. Id and timestamp are
 * those of the headers; schemes that sign no timestamp cannot tell a replay, whatever the tolerance.
 *
 * @param keys whose signature is accepted: all that are active, or that a receiver still trusts
 * @throws InvalidKeyError if a key is of another kind than the scheme's
 */
export function verify(
  scheme: SchemeName,
  keys: readonly VerifyingKey[],
  headers: ReceivedHeaders,
  request: Pick<ReceivedRequest, 'body' | 'method' | 'url'>,
  tolerance: Tolerance,
): Verification {
  const values = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), joined(value)]));
  const { body, method, url } = request;
  const received = { body, method, url, header: (name: string) => values.get(name) };
  const reason = schemes[scheme].verify(keys, received, tolerance);
  return reason === undefined ? { ok: true } : { ok: false, reason };
}

function joined(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.join(', ');
}

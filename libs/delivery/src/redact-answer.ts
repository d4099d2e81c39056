import type { Header } from '#events';
import { signaturesOf } from './confidential-values.js';
import type { ExchangeResponse } from './exchange.js';

/** Stands for what is not kept, as in the audit log. */
const cut = '…';
const cutBytes = Buffer.from(cut);

/** The shortest signature: hexadecimal or base64 of 32 bytes. */
const minSignatureLength = 40;

/**
 * An answer as it may be kept: a receiver that repeats the signature it was sent, or a secret, as error pages do, does
 * not put it before everybody who reads the log of attempts. Exact values are looked for, in headers and in the body
 * as it came.
 *
 * Most answers hold nothing that is long enough to be one, which costs a comparison of lengths.
 *
 * @param sent headers of the request
 * @param confidential as `confidentialValues` gives them
 */
export function redactAnswer(
  response: ExchangeResponse,
  sent: readonly Header[],
  confidential: readonly string[],
): ExchangeResponse {
  const shortest = confidential.reduce((min, { length }) => Math.min(min, length), minSignatureLength);
  const { headers, body } = response;
  if (body.length < shortest && headers.every(([, { length }]) => length < shortest)) return response;

  // The longest first: one may be part of another.
  const values = [...confidential, ...signaturesOf(sent)].sort((one, other) => other.length - one.length);
  return {
    ...response,
    headers: headers.map((header) => redactHeader(header, values)),
    body: values.reduce(redactBytes, body),
  };
}

function redactHeader([name, value]: Header, values: readonly string[]): Header {
  return [name, values.reduce((text, secret) => text.replaceAll(secret, cut), value)];
}

function redactBytes(body: Buffer, value: string): Buffer {
  const length = Buffer.byteLength(value);
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = body.indexOf(value); at !== -1; at = body.indexOf(value, from)) {
    parts.push(body.subarray(from, at), cutBytes);
    from = at + length;
  }
  return from === 0 ? body : Buffer.concat([...parts, body.subarray(from)]);
}

import { decodeHex } from '../decode.js';
import { hmacSha256, matchHmac } from '../hmac-sha256.js';
import type { SignatureScheme } from '../scheme.js';
import { refuseTimestamp } from '../timestamp.js';

/**
 * Customer.io reporting webhooks: HMAC-SHA256 of `v0:<timestamp>:<body>` as bare lower-case hex. `v0` is part of
 * what is signed, never of the header: the official SDK rejects a header that has it, and upper case as well.
 * https://docs.customer.io/api/webhooks
 */
export const customerio: SignatureScheme = {
  name: 'customerio',
  kind: 'symmetric',
  keyFormat: 'text',
  carriesSeveral: false,
  headers: { 'x-cio-timestamp': 'own', 'x-cio-signature': 'own' },

  sign: (keys, { timestamp, body }) => [
    ['X-CIO-Timestamp', String(timestamp)],
    ...keys.map((key) => ['X-CIO-Signature', hmacSha256(key, signedPrefix(timestamp), body, 'hex')] as const),
  ],

  verify(keys, request, tolerance) {
    const timestamp = request.header('x-cio-timestamp');
    const signature = request.header('x-cio-signature');
    if (timestamp === undefined || signature === undefined) return 'missing_header';

    const mac = decodeHex(signature);
    if (mac === undefined) return 'malformed_header';
    return refuseTimestamp(timestamp, tolerance) ?? matchHmac(keys, signedPrefix(timestamp), request.body, [mac]);
  },
};

function signedPrefix(timestamp: number | string): string {
  return `v0:${timestamp}:`;
}

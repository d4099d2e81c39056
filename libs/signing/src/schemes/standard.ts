import { decodeBase64 } from '../decode.js';
import { hmacSha256, matchHmac } from '../hmac-sha256.js';
import type { SignatureScheme } from '../scheme.js';
import { readStandardWebhooks, signedPrefix, standardWebhooksHeaders } from './standard-webhooks.js';

/**
 * Standard Webhooks `v1`: HMAC-SHA256 of `<id>.<timestamp>.<body>`, one signature per active key.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const standard: SignatureScheme = {
  name: 'standard',
  kind: 'symmetric',
  keyFormat: 'whsec',
  carriesSeveral: true,
  headers: standardWebhooksHeaders,

  sign(keys, { id, timestamp, body }) {
    const prefix = signedPrefix(id, timestamp);
    const signatures = keys.map((key) => `v1,${hmacSha256(key, prefix, body, 'base64')}`);
    return [
      ['webhook-id', id],
      ['webhook-timestamp', String(timestamp)],
      ['webhook-signature', signatures.join(' ')],
    ];
  },

  verify(keys, request, tolerance) {
    const presented = readStandardWebhooks(request, 'v1', tolerance);
    if (typeof presented === 'string') return presented;
    return matchHmac(keys, presented.prefix, request.body, presented.signatures.map(decodeBase64));
  },
};

import { decodeBase64 } from '../decode.js';
import { matchSignature, signBytes } from '../digital-signature.js';
import type { SignatureScheme } from '../scheme.js';
import { readStandardWebhooks, signedPrefix, standardWebhooksHeaders } from './standard-webhooks.js';

/** Standard Webhooks `v1a`: Ed25519 over the same bytes as `standard`, one signature per active key. */
export const standardEd25519: SignatureScheme = {
  name: 'standard-ed25519',
  kind: 'asymmetric',
  keyFormat: 'ed25519',
  carriesSeveral: true,
  headers: standardWebhooksHeaders,

  sign(keys, { id, timestamp, body }) {
    const signed = Buffer.concat([Buffer.from(signedPrefix(id, timestamp)), body]);
    const signatures = keys.map((key) => `v1a,${signBytes('ed25519', key, signed).toString('base64')}`);
    return [
      ['webhook-id', id],
      ['webhook-timestamp', String(timestamp)],
      ['webhook-signature', signatures.join(' ')],
    ];
  },

  verify(keys, request, tolerance) {
    const presented = readStandardWebhooks(request, 'v1a', tolerance);
    if (typeof presented === 'string') return presented;
    const signed = Buffer.concat([Buffer.from(presented.prefix), request.body]);
    return matchSignature('ed25519', keys, signed, presented.signatures.map(decodeBase64));
  },
};

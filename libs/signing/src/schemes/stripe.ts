import { decodeHex } from '../decode.js';
import { hmacSha256, matchHmac } from '../hmac-sha256.js';
import { maxSignatures } from '../scheme.js';
import type { SignatureScheme } from '../scheme.js';
import { refuseTimestamp } from '../timestamp.js';

/**
 * `Stripe-Signature: t=<timestamp>,v1=<hex>`, one `v1` per active key, over `<timestamp>.<body>`. The secret is
 * used as text, its `whsec_` included. https://docs.stripe.com/webhooks#verify-manually
 */
export const stripe: SignatureScheme = {
  name: 'stripe',
  kind: 'symmetric',
  keyFormat: 'text',
  carriesSeveral: true,
  headers: { 'stripe-signature': 'own' },

  sign(keys, { timestamp, body }) {
    const signatures = keys.map((key) => `v1=${hmacSha256(key, `${timestamp}.`, body, 'hex')}`);
    return [['Stripe-Signature', [`t=${timestamp}`, ...signatures].join(',')]];
  },

  verify(keys, request, tolerance) {
    const header = request.header('stripe-signature');
    if (header === undefined) return 'missing_header';

    const elements = header.split(',', maxSignatures + 1);
    const timestamp = valuesOf(elements, 't=')[0];
    if (timestamp === undefined) return 'malformed_header';
    const macs = valuesOf(elements, 'v1=').map(decodeHex);
    return refuseTimestamp(timestamp, tolerance) ?? matchHmac(keys, `${timestamp}.`, request.body, macs);
  },
};

function valuesOf(elements: readonly string[], prefix: string): string[] {
  return elements.filter((element) => element.startsWith(prefix)).map((element) => element.slice(prefix.length));
}

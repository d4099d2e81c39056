import type { SchemeName } from '#signing';

/** How a receiver verifies a signature scheme, in Markdown; the raw body is meant wherever a body is named. */
export const verification: Readonly<Record<SchemeName, string>> = {
  standard:
    'HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`, by the base64-decoded secret (what follows `whsec_`). ' +
    '`webhook-signature` is a list parted by spaces; accept the request if one entry is `v1,` and the base64 of it, and ' +
    'the timestamp is less than 5 minutes away. The [libraries](https://www.standardwebhooks.com) do all of it.',
  'standard-ed25519':
    'Ed25519 over `<webhook-id>.<webhook-timestamp>.<body>`, by the endpoint’s public key. `webhook-signature` is a list ' +
    'parted by spaces; accept the request if one entry is `v1a,` and the base64 of such a signature, and the timestamp ' +
    'is less than 5 minutes away.',
  gridio:
    'HMAC-SHA256 over the body, by the secret as text. `X-Signature` is `sha256=` and its lower-case hexadecimal digits.',
  github:
    'HMAC-SHA256 over the body, by the secret as text. `X-Hub-Signature-256` is `sha256=` and its lower-case hexadecimal ' +
    'digits.',
  customerio:
    'HMAC-SHA256 over `v0:<X-CIO-Timestamp>:<body>`, by the secret as text. `X-CIO-Signature` is its lower-case ' +
    'hexadecimal digits, without a prefix. The timestamp is that of the attempt: refuse what is more than 5 minutes away.',
  grid:
    'ECDSA on P-256 with SHA-256 over the body, by the endpoint’s public key. `X-Grid-Signature` is the JSON ' +
    '`{"v":"1","s":"…"}`, `s` being the base64 of the DER signature; an endpoint may choose the bare base64 instead.',
  stripe:
    'HMAC-SHA256 over `<t>.<body>`, by the secret as text, `whsec_` included. `Stripe-Signature` is `t=<UNIX seconds>` and ' +
    'one `v1=<lower-case hexadecimal digits>` per active secret.',
  shopify: 'HMAC-SHA256 over the body, by the secret as text. `X-Shopify-Hmac-Sha256` is its base64.',
  rfc9421:
    'HTTP Message Signatures (RFC 9421) with Ed25519 by the endpoint’s public key; `Signature-Input` names what is signed, ' +
    'the body among it through `Content-Digest`.',
  none: 'Requests are not signed.',
};

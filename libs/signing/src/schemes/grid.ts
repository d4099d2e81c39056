import { decodeBase64 } from '../decode.js';
import { matchSignature, signBytes } from '../digital-signature.js';
import type { SignatureScheme } from '../scheme.js';

/**
 * Lightspark Grid: ECDSA P-256 with SHA-256 over the body alone, DER, in standard padded base64. The header is
 * the JSON `{"v":"1","s":"…"}`, which Lightspark's own verifiers read (its Kotlin SDK reads nothing else and
 * refuses further members); some of its documented examples read the bare base64 only, hence the option.
 * https://github.com/lightsparkdev/grid-api, mintlify/snippets/webhooks.mdx
 */
export const grid: SignatureScheme = {
  name: 'grid',
  kind: 'asymmetric',
  keyFormat: 'p256',
  carriesSeveral: false,
  headers: { 'x-grid-signature': 'own' },

  sign: (keys, { body, options }) =>
    keys.map((key) => {
      const signature = signBytes('p256', key, body).toString('base64');
      const value = options?.headerForm === 'bare' ? signature : JSON.stringify({ v: '1', s: signature });
      return ['X-Grid-Signature', value] as const;
    }),

  verify(keys, request) {
    const header = request.header('x-grid-signature');
    if (header === undefined) return 'missing_header';
    const base64 = header.startsWith('{') ? signatureMember(header) : header;
    const signature = base64 === undefined ? undefined : decodeBase64(base64);
    return signature === undefined ? 'malformed_header' : matchSignature('p256', keys, request.body, [signature]);
  },
};

/** The version is a string on the wire; Lightspark's SDK has it as a number, so both are read. */
function signatureMember(json: string): string | undefined {
  try {
    const { v, s } = JSON.parse(json) as { v?: unknown; s?: unknown };
    return (v === '1' || v === 1) && typeof s === 'string' ? s : undefined;
  } catch {
    return undefined;
  }
}

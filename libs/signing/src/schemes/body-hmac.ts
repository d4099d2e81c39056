import { decodeBase64, decodeHex } from '../decode.js';
import { hmacSha256, matchHmac } from '../hmac-sha256.js';
import type { SignatureScheme } from '../scheme.js';

interface BodyHmacFormat {
  readonly name: string;
  readonly header: string;
  readonly prefix: string;
  readonly encoding: 'hex' | 'base64';
}

/** A scheme whose one header is the HMAC-SHA256 of the body alone: no id and no time, so it cannot see a replay. */
export function bodyHmac({ name, header, prefix, encoding }: BodyHmacFormat): SignatureScheme {
  const decode = encoding === 'hex' ? decodeHex : decodeBase64;
  const lowerCaseHeader = header.toLowerCase();

  return {
    name,
    kind: 'symmetric',
    keyFormat: 'text',
    carriesSeveral: false,
    headers: { [lowerCaseHeader]: 'own' },

    sign: (keys, { body }) => keys.map((key) => [header, `${prefix}${hmacSha256(key, '', body, encoding)}`] as const),

    verify(keys, request) {
      const value = request.header(lowerCaseHeader);
      if (value === undefined) return 'missing_header';
      const mac = value.startsWith(prefix) ? decode(value.slice(prefix.length)) : undefined;
      return mac === undefined ? 'malformed_header' : matchHmac(keys, '', request.body, [mac]);
    },
  };
}

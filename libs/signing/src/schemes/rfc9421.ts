import { createHash, timingSafeEqual } from 'node:crypto';
import { decodeBase64 } from '../decode.js';
import { matchSignature, signBytes } from '../digital-signature.js';
import { assertSignableEventId } from '../event-id.js';
import { InvalidKeyError } from '../invalid-key-error.js';
import type { VerifyingKey } from '../key.js';
import type { ReceivedRequest, SignatureScheme, Tolerance, VerificationFailure } from '../scheme.js';
import { refuseTimestamp } from '../timestamp.js';
import { findComponents, signatureBase, targetUri } from './rfc9421-signature-base.js';
import type { Component } from './rfc9421-signature-base.js';
import { parseSignatures } from './rfc9421-signatures.js';
import type { MessageSignature } from './rfc9421-signatures.js';

/** What every signature covers. The event's id is in a header of its own: not every body has it. */
const covered = ['@method', '@target-uri', 'content-digest', 'webhook-id'] as const;

const componentList = `(${covered.map((name) => `"${name}"`).join(' ')})`;

/**
 * HTTP Message Signatures with Ed25519: RFC 9421, the body bound by a Content-Digest (RFC 9530). One labelled
 * signature (`sig1`, `sig2`, …) per active key; `keyid` is the key's `kid` in the JWK set.
 */
export const rfc9421: SignatureScheme = {
  name: 'rfc9421',
  kind: 'asymmetric',
  keyFormat: 'ed25519',
  carriesSeveral: true,
  headers: { 'webhook-id': 'event_id', 'content-digest': 'own', 'signature-input': 'own', signature: 'own' },

  sign(keys, { id, timestamp, body, method, url }) {
    assertSignableEventId(id);
    const digest = `sha-256=:${sha256(body).toString('base64')}:`;
    const components: Component[] = [
      ['@method', method],
      ['@target-uri', targetUri(url)],
      ['content-digest', digest],
      ['webhook-id', id],
    ];
    const signatures = keys.map((key, index) => {
      const label = `sig${index + 1}`;
      const parameters = `${componentList};created=${timestamp};keyid="${keyIdOf(key)}";alg="ed25519"`;
      const signature = signBytes('ed25519', key, signatureBase(components, parameters));
      return { input: `${label}=${parameters}`, value: `${label}=:${signature.toString('base64')}:` };
    });
    return [
      ['webhook-id', id],
      ['content-digest', digest],
      ['signature-input', signatures.map(({ input }) => input).join(', ')],
      ['signature', signatures.map(({ value }) => value).join(', ')],
    ];
  },

  verify(keys, request, tolerance) {
    const digest = request.header('content-digest');
    const input = request.header('signature-input');
    const signature = request.header('signature');
    if (digest === undefined || input === undefined || signature === undefined) return 'missing_header';

    const signatures = parseSignatures(input, signature);
    if (signatures === undefined) return 'malformed_header';
    if (!isDigestOf(digest, request.body)) return 'body_mismatch';
    return firstAccepted(signatures.map((each) => verifyOne(each, keys, request, tolerance)));
  },
};

function verifyOne(
  { components, parameters, values, signature }: MessageSignature,
  keys: readonly VerifyingKey[],
  request: ReceivedRequest,
  tolerance: Tolerance,
): VerificationFailure | undefined {
  const { alg = 'ed25519', keyid, created = '' } = values;
  if (alg !== 'ed25519' || !covered.every((name) => components.includes(name))) return 'no_match';

  const refusal = refuseTimestamp(created, tolerance);
  if (refusal !== undefined) return refusal;

  const found = findComponents(components, request);
  if (found === undefined) return 'missing_header';
  const candidates = keyid === undefined ? keys : keys.filter((key) => keyIdOf(key) === keyid);
  return matchSignature('ed25519', candidates, signatureBase(found, parameters), [signature]);
}

/** One good signature is enough; of several bad ones the first says why. */
function firstAccepted(results: readonly (VerificationFailure | undefined)[]): VerificationFailure | undefined {
  return results.includes(undefined) ? undefined : (results[0] ?? 'no_match');
}

/** Digests by other algorithms may stand beside ours (RFC 9530, section 2). */
function isDigestOf(header: string, body: Uint8Array): boolean {
  const base64 = /(?:^|,)\s*sha-256=:([^:]*):/.exec(header)?.[1] ?? '';
  const digest = decodeBase64(base64);
  const actual = sha256(body);
  return digest?.length === actual.length && timingSafeEqual(digest, actual);
}

function keyIdOf(key: VerifyingKey): string {
  if (key.type !== 'hmac') return key.keyId;
  throw new InvalidKeyError('wrong_type', 'The signature scheme needs a key pair on Ed25519.');
}

function sha256(body: Uint8Array): Buffer {
  return createHash('sha256').update(body).digest();
}

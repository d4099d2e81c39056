import { describe, expect, it } from '@jest/globals';
import {
  exportPublicKey,
  exportSecret,
  generateKey,
  importKey,
  importPublicKey,
  jwks,
  parseKey,
  schemes,
  serializeKey,
  sign,
  verify,
} from './index.js';
import type { PrivateKey, SchemeName, SymmetricKey } from './index.js';

const signing = (Object.keys(schemes) as SchemeName[]).filter((name) => name !== 'none');
const input = {
  id: 'evt_1',
  timestamp: 1614265330,
  method: 'POST',
  url: 'https://example.com/',
  body: Buffer.from('{}'),
};
const tolerance = { toleranceSeconds: 0, now: new Date(1614265330_000) };

describe('serializeKey', () => {
  it.each(signing)('keeps a key of %s through parseKey, so that the one verifies what the other signs', (scheme) => {
    const key = generateKey(scheme);
    const restored = parseKey(serializeKey(key));

    const headers = Object.fromEntries(sign(scheme, [restored], input));
    expect(verify(scheme, [key], headers, input, tolerance)).toEqual({ ok: true });
    expect(serializeKey(restored)).toBe(serializeKey(key));
  });

  it('tells a text secret that looks like base64 from a secret in base64', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const text = serializeKey(importKey('stripe', secret));
    const base64 = serializeKey(importKey('standard', secret));

    expect(text).toBe(`text:${secret}`);
    expect(base64).toBe('whsec:MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    expect(exportSecret(parseKey(text) as SymmetricKey)).toBe(secret);
    expect(exportSecret(parseKey(base64) as SymmetricKey)).toBe(secret);
  });

  it('keeps a text secret that has a colon of its own', () => {
    const secret = 'user:p4ssphrase:1';

    expect(exportSecret(parseKey(serializeKey(importKey('gridio', secret))) as SymmetricKey)).toBe(secret);
  });

  it.each(['', 'text:', 'whsec:%', 'p256:AAAA', 'rsa:AAAA', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])(
    'is what parseKey reads, not %j',
    (text) => {
      expect(() => parseKey(text)).toThrow(expect.objectContaining({ reason: 'malformed' }));
    },
  );
});

describe('exportPublicKey', () => {
  it('gives the thumbprint of RFC 8037, appendix A.3, as key id', () => {
    const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
    const key = importPublicKey('ed25519', JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x }));

    expect(exportPublicKey(key, 'jwk')).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      x,
      kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
      use: 'sig',
      alg: 'EdDSA',
    });
  });

  it('never gives the private half', () => {
    const key = generateKey('grid') as PrivateKey;

    expect(Object.keys(exportPublicKey(key, 'jwk')).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    expect(exportPublicKey(key, 'pem')).toMatch(/^-----BEGIN PUBLIC KEY-----/);
    expect(() => exportPublicKey(key, 'whpk')).toThrow(expect.objectContaining({ reason: 'wrong_curve' }));
  });

  it('lists every key once in a JWK set', () => {
    const [grid, ed25519] = [generateKey('grid') as PrivateKey, generateKey('rfc9421') as PrivateKey];

    expect(jwks([grid, ed25519, grid]).keys.map(({ kid, alg }) => [kid, alg])).toEqual([
      [grid.keyId, 'ES256'],
      [ed25519.keyId, 'EdDSA'],
    ]);
  });
});

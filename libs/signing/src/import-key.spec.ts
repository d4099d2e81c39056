import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import {
  exportPublicKey,
  exportSecret,
  generateKey,
  importKey,
  importPublicKey,
  InvalidKeyError,
  sign,
  verify,
} from './index.js';
import type { Curve, InvalidKeyReason, PublicKey, SchemeName, SymmetricKey } from './index.js';

const input = {
  id: 'evt_1',
  timestamp: 1614265330,
  method: 'POST',
  url: 'https://example.com/',
  body: Buffer.from('{}'),
};
const tolerance = { toleranceSeconds: 0, now: new Date(1614265330_000) };

const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
const spki = { type: 'spki', format: 'pem' } as const;
const ed25519 = generateKeyPairSync('ed25519');
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const otherP256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const jwkOf = (key: typeof ed25519.privateKey) => key.export({ format: 'jwk' });
const whsec = (bytes: Uint8Array) => `whsec_${Buffer.from(bytes).toString('base64')}`;
const seed = Buffer.from(jwkOf(ed25519.privateKey).d ?? '', 'base64url');
const publicBytes = Buffer.from(jwkOf(ed25519.publicKey).x ?? '', 'base64url');
const whsk = (...parts: Uint8Array[]) => `whsk_${Buffer.concat(parts).toString('base64')}`;

describe('importKey', () => {
  it.each<[string, SchemeName, string]>([
    ['24 bytes', 'standard', whsec(randomBytes(24))],
    ['64 bytes', 'standard', whsec(randomBytes(64))],
    ['text of 16 bytes', 'github', 'p4ssphrase-of-16'],
    ['text beyond ASCII', 'shopify', 'Größenwahnsinn-大きい'],
    ['whsk_ with both halves', 'standard-ed25519', whsk(seed, publicBytes)],
    ['whsk_ with the seed alone', 'rfc9421', whsk(seed)],
    ['PEM on Ed25519', 'standard-ed25519', ed25519.privateKey.export(pkcs8).toString()],
    ['PEM on P-256', 'grid', p256.privateKey.export(pkcs8).toString()],
    [
      'SEC1 PEM as openssl ecparam writes it',
      'grid',
      `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${p256.privateKey.export({ type: 'sec1', format: 'pem' }).toString()}`,
    ],
    ['JWK on Ed25519', 'rfc9421', JSON.stringify(jwkOf(ed25519.privateKey))],
    ['JWK on P-256', 'grid', JSON.stringify(jwkOf(p256.privateKey))],
  ])('takes %s', (_case, scheme, text) => {
    const key = importKey(scheme, text);
    const headers = Object.fromEntries(sign(scheme, [key], input));

    expect(verify(scheme, [key], headers, input, tolerance)).toEqual({ ok: true });
    if (key.type === 'hmac') expect(exportSecret(key)).toBe(text);
    if (key.type !== 'hmac')
      expect(exportPublicKey(key, 'pem')).toBe((key.type === 'p256' ? p256 : ed25519).publicKey.export(spki));
  });

  it.each<[InvalidKeyReason, string, SchemeName, string]>([
    ['malformed', 'a secret without its prefix', 'standard', randomBytes(32).toString('base64')],
    ['malformed', 'base64url', 'standard', `whsec_${Buffer.alloc(30, 0xfb).toString('base64url')}`],
    ['malformed', 'base64 without padding', 'standard', whsec(randomBytes(25)).replace(/=+$/, '')],
    ['malformed', 'a line break in a secret', 'standard', `${whsec(randomBytes(24))}\n`],
    ['too_short', '23 bytes', 'standard', whsec(randomBytes(23))],
    ['too_long', '65 bytes', 'standard', whsec(randomBytes(65))],
    ['too_weak', 'zeros', 'standard', whsec(Buffer.alloc(32))],
    ['too_short', '15 characters', 'gridio', 'p4ssphrase-of-1'],
    ['too_long', '513 characters', 'gridio', randomBytes(257).toString('hex').slice(1)],
    ['too_weak', 'one word over and over', 'stripe', 'abcde'.repeat(8)],
    ['malformed', 'a trailing line break', 'customerio', 'p4ssphrase-of-16\n'],
    ['malformed', 'a control character', 'customerio', 'p4ssphrase\0of-16'],
    ['malformed', 'half a character', 'customerio', `p4ssphrase-of-16\ud800`],
    ['keyless_scheme', 'anything', 'none', 'p4ssphrase-of-16'],
    ['malformed', 'nonsense', 'grid', 'nonsense'],
    ['malformed', 'broken PEM', 'grid', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
    ['malformed', 'broken JSON', 'grid', '{"kty":'],
    ['malformed', 'a JWK of nothing', 'rfc9421', '{"kty":"OKP","crv":"Ed25519","d":"AA","x":"AA"}'],
    ['malformed', 'whsk_ of 33 bytes', 'rfc9421', whsk(seed, Buffer.alloc(1))],
    ['too_long', '9 KB', 'grid', 'A'.repeat(9000)],
    ['wrong_curve', 'Ed25519 where P-256 is needed', 'grid', ed25519.privateKey.export(pkcs8).toString()],
    ['wrong_curve', 'whsk_ where P-256 is needed', 'grid', whsk(seed)],
    ['wrong_curve', 'P-256 where Ed25519 is needed', 'rfc9421', p256.privateKey.export(pkcs8).toString()],
    [
      'wrong_curve',
      'P-384',
      'grid',
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export(pkcs8).toString(),
    ],
    [
      'wrong_curve',
      'secp256k1',
      'grid',
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey.export(pkcs8).toString(),
    ],
    ['wrong_curve', 'X25519', 'rfc9421', generateKeyPairSync('x25519').privateKey.export(pkcs8).toString()],
    [
      'wrong_type',
      'RSA',
      'grid',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(pkcs8).toString(),
    ],
    ['not_private', 'a public PEM', 'grid', p256.publicKey.export(spki).toString()],
    ['not_private', 'a public JWK', 'grid', JSON.stringify(jwkOf(p256.publicKey))],
    [
      'encrypted',
      'an encrypted PEM',
      'grid',
      p256.privateKey.export({ ...pkcs8, cipher: 'aes-256-cbc', passphrase: 'p' }).toString(),
    ],
    ['mismatched', 'whsk_ with the public half of another', 'rfc9421', whsk(seed, randomBytes(32))],
    [
      'mismatched',
      'an Ed25519 JWK with the x of another',
      'rfc9421',
      JSON.stringify({ ...jwkOf(ed25519.privateKey), x: randomBytes(32).toString('base64url') }),
    ],
    [
      'mismatched',
      'a P-256 JWK with the point of another',
      'grid',
      JSON.stringify({ ...jwkOf(otherP256.publicKey), d: jwkOf(p256.privateKey).d }),
    ],
  ])('says %s of %s', (reason, _case, scheme, text) => {
    expect(() => importKey(scheme, text)).toThrow(expect.objectContaining({ name: 'InvalidKeyError', reason }));
  });

  it('never repeats a key in its error, nor shows one when it is logged', () => {
    const secret = 'S3cret-that-nobody-sees';
    const key = importKey('github', secret) as SymmetricKey;
    let refusal: unknown;
    try {
      importKey('grid', `{"d":"${secret}"`);
    } catch (error) {
      refusal = error;
    }

    expect(refusal).toBeInstanceOf(InvalidKeyError);
    expect(inspect(refusal, { depth: 10 })).not.toContain(secret);
    expect(inspect(key, { depth: 10 }) + JSON.stringify(key)).not.toContain(secret);
  });
});

describe('importPublicKey', () => {
  it.each<[string, Curve, string]>([
    ['PEM', 'p256', p256.publicKey.export(spki).toString()],
    ['JWK', 'p256', JSON.stringify(jwkOf(p256.publicKey))],
    ['whpk_', 'ed25519', `whpk_${publicBytes.toString('base64')}`],
  ])('takes %s', (_case, curve, text) => {
    const expected = curve === 'p256' ? p256 : ed25519;

    expect(exportPublicKey(importPublicKey(curve, text), 'pem')).toBe(expected.publicKey.export(spki));
  });

  it('refuses another curve and what is no key', () => {
    expect(() => importPublicKey('ed25519', p256.publicKey.export(spki).toString())).toThrow(
      expect.objectContaining({ reason: 'wrong_curve' }),
    );
    expect(() => importPublicKey('ed25519', 'whpk_AAAA')).toThrow(expect.objectContaining({ reason: 'malformed' }));
    expect(() => importPublicKey('p256', 'AAAA')).toThrow(expect.objectContaining({ reason: 'malformed' }));
  });
});

describe('generateKey', () => {
  it('gives keys that importKey would take', () => {
    const text = exportSecret(generateKey('github') as SymmetricKey);
    const bytes = exportSecret(generateKey('standard') as SymmetricKey);

    expect(text).toMatch(/^[0-9a-f]{64}$/);
    expect(exportSecret(importKey('github', text) as SymmetricKey)).toBe(text);
    expect(exportSecret(importKey('standard', bytes) as SymmetricKey)).toBe(bytes);
    expect((generateKey('grid') as PublicKey).type).toBe('p256');
  });

  it('has none for a scheme without keys', () => {
    expect(() => generateKey('none')).toThrow(expect.objectContaining({ reason: 'keyless_scheme' }));
  });
});

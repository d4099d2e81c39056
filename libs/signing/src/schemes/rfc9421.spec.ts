import { describe, expect, it } from '@jest/globals';
import { signBytes } from '../digital-signature.js';
import { generateKey, importKey, sign, verify } from '../index.js';
import type { PublicKey } from '../index.js';
import { findComponents, signatureBase } from './rfc9421-signature-base.js';
import { parseSignatures } from './rfc9421-signatures.js';

const body = Buffer.from('{"hello": "world"}');
const request = { method: 'POST', url: 'https://Example.com:443/hooks?tenant=1#top', body };
const input = { ...request, id: 'evt_1', timestamp: 1618884473 };
const tolerance = { toleranceSeconds: 300, now: new Date(1618884473_000) };

describe('the RFC, appendix B.2.6', () => {
  const key = importKey(
    'rfc9421',
    '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----\n',
  );
  const fields = new Map([
    ['date', 'Tue, 20 Apr 2021 02:07:55 GMT'],
    ['content-type', 'application/json'],
    ['content-length', '18'],
  ]);
  const published = ':wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:';
  const signatureInput =
    'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"';

  it('is reproduced from its Signature-Input', () => {
    const [parsed] = parseSignatures(signatureInput, `sig-b26=${published}`) ?? [];
    const url = 'https://example.com/foo?param=Value&Pet=dog';
    const message = { method: 'POST', url, body, header: (name: string) => fields.get(name) };
    const components = findComponents(parsed?.components ?? [], message) ?? [];

    const signature = signBytes('ed25519', key, signatureBase(components, parsed?.parameters ?? ''));
    expect(`:${signature.toString('base64')}:`).toBe(published);
    expect(parsed?.signature?.equals(signature)).toBe(true);
    expect(parsed?.values).toEqual({ created: '1618884473', keyid: 'test-key-ed25519' });
  });
});

describe('rfc9421', () => {
  const key = generateKey('rfc9421') as PublicKey & ReturnType<typeof generateKey>;
  const signed = Object.fromEntries(sign('rfc9421', [key], input));

  it('binds the body by its digest and names the key by its thumbprint', () => {
    expect(signed['content-digest']).toBe('sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:');
    expect(signed['signature-input']).toBe(
      `sig1=("@method" "@target-uri" "content-digest" "webhook-id");created=1618884473;keyid="${key.keyId}";alg="ed25519"`,
    );
    expect(signed['webhook-id']).toBe('evt_1');
  });

  it('verifies at the URL as the receiver spells it', () => {
    const received = { ...request, url: 'https://example.com/hooks?tenant=1' };

    expect(verify('rfc9421', [key], signed, received, tolerance)).toEqual({ ok: true });
  });

  it('carries a labelled signature by every active key', () => {
    const newest = generateKey('rfc9421');
    const headers = Object.fromEntries(sign('rfc9421', [newest, key], input));

    expect(headers['signature']).toMatch(/^sig1=:\S+:, sig2=:\S+:$/);
    expect(verify('rfc9421', [newest], headers, request, tolerance)).toEqual({ ok: true });
    expect(verify('rfc9421', [key], headers, request, tolerance)).toEqual({ ok: true });
  });

  it.each([
    ['body_mismatch', { ...request, body: Buffer.from('{"hello": "World"}') }, {}],
    ['no_match', { ...request, method: 'PUT' }, {}],
    ['no_match', { ...request, url: 'https://example.com/hooks?tenant=2' }, {}],
    ['no_match', request, { 'webhook-id': 'evt_2' }],
    ['missing_header', request, { 'webhook-id': undefined }],
    ['missing_header', request, { signature: undefined }],
    ['malformed_header', request, { signature: 'sig2=:AAAA:' }],
    ['malformed_header', request, { signature: 'nonsense' }],
    ['malformed_header', request, { signature: `${signed['signature'] ?? ''},` }],
    ['malformed_header', request, { 'signature-input': 'sig1=("@method" "@method");created=1' }],
    ['no_match', request, { 'signature-input': 'sig1=("@method" "content-digest");created=1618884473' }],
    ['no_match', request, { 'signature-input': (signed['signature-input'] ?? '').replace('473', '474') }],
    ['no_match', request, { 'signature-input': (signed['signature-input'] ?? '').replace('ed25519"', 'rsa"') }],
    ['malformed_header', request, { 'signature-input': (signed['signature-input'] ?? '').replace('created', 'made') }],
    ['too_old', request, { 'signature-input': (signed['signature-input'] ?? '').replace('16188', '16187') }],
  ] as const)('says %s of a request that is not what was signed', (reason, received, headers) => {
    expect(verify('rfc9421', [key], { ...signed, ...headers }, received, tolerance)).toEqual({ ok: false, reason });
  });
});

import { describe, expect, it } from '@jest/globals';
import { createHash, verify as cryptoVerify } from 'node:crypto';
import { exportPublicKey, generateKey, importPublicKey, sign, verify } from '../index.js';
import type { PublicKey } from '../index.js';

const body = Buffer.from(
  '{"id":"Webhook:019542f5-b3e7-1d02-0000-000000000008","type":"BULK_UPLOAD.COMPLETED","timestamp":"2025-08-15T14:32:00Z","data":{"id":"Job:019542f5-b3e7-1d02-0000-000000000006","status":"COMPLETED","progress":{"total":5000,"processed":5000,"successful":5000,"failed":0},"errors":[]}}',
);
const receiver = importPublicKey(
  'p256',
  '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEt9nTytBR0PP21Yv0oyJvC1HcKmwQubbF5utR1oqtyM+fvw69BXVCMkdlcmulFiHupuTZUQlpPms1PkJ4W0t4oA==\n-----END PUBLIC KEY-----\n',
);
const highS = 'MEYCIQCs6lkSVzyXv5nzOHQxkD7/VgeG7XSPDZxnNqwGOSiHigIhAKO7i1ERaavAZCmXBqSI8XbwCc1FVlXo4vt8JYD8V/Xb';

const request = { method: 'POST', url: 'https://example.com/', body };
const input = { ...request, id: 'evt_1', timestamp: 1755268320 };
const tolerance = { toleranceSeconds: 300, now: new Date() };

describe('grid', () => {
  it.each([
    ['JSON', JSON.stringify({ v: '1', s: highS })],
    ['JSON with a numeric version', JSON.stringify({ v: 1, s: highS })],
    ['bare base64', highS],
  ])('accepts a known signature, high s and all, as %s', (_form, header) => {
    expect(createHash('sha256').update(body).digest('hex')).toMatch(/^0a197077/);
    expect(verify('grid', [receiver], { 'X-Grid-Signature': header }, request, tolerance)).toEqual({ ok: true });
  });

  it.each([
    ['malformed_header', JSON.stringify({ v: '2', s: highS })],
    ['malformed_header', '{"v":"1"'],
    ['malformed_header', highS.replaceAll('+', '-').replaceAll('/', '_')],
    ['no_match', 'AAAA'],
  ])('says %s of the header %s', (reason, header) => {
    expect(verify('grid', [receiver], { 'x-grid-signature': header }, request, tolerance)).toEqual({
      ok: false,
      reason,
    });
  });

  it('writes exactly v and s, the signature in DER and padded base64, verifiable by plain OpenSSL', () => {
    const key = generateKey('grid');
    const [name, value] = sign('grid', [key], input)[0] ?? ['', ''];
    const { v, s, ...rest } = JSON.parse(value) as { v: string; s: string };

    expect(name).toBe('X-Grid-Signature');
    expect({ v, rest }).toEqual({ v: '1', rest: {} });
    expect(value.startsWith('{"v":"1","s":"ME')).toBe(true);
    const pem = exportPublicKey(key as PublicKey, 'pem');
    expect(cryptoVerify('sha256', body, pem, Buffer.from(s, 'base64'))).toBe(true);
    expect(cryptoVerify('sha256', Buffer.from('{}'), pem, Buffer.from(s, 'base64'))).toBe(false);
  });

  it('writes the bare base64 to receivers that want it', () => {
    const key = generateKey('grid');
    const headers = Object.fromEntries(sign('grid', [key], { ...input, options: { headerForm: 'bare' } }));

    expect(headers['X-Grid-Signature']).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(verify('grid', [key], headers, request, tolerance)).toEqual({ ok: true });
  });
});

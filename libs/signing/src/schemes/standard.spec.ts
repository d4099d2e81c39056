import { describe, expect, it } from '@jest/globals';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { generateKey, importKey, sign, verify } from '../index.js';
import { exportSecret } from '../symmetric-key.js';
import type { SymmetricKey } from '../key.js';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const key = importKey('standard', secret);
const body = Buffer.from('{"test": 2432232314}');
const request = { method: 'POST', url: 'https://example.com/', body };
const vector = { ...request, id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330 };
const tolerance = { toleranceSeconds: 300, now: new Date(1614265330_000) };

const secondsNow = () => Math.floor(Date.now() / 1000);

describe('standard', () => {
  it('reproduces the published signature', () => {
    expect(sign('standard', [key], vector)).toEqual([
      ['webhook-id', 'msg_p5jXN8AQM9LWM0D4loKWxJek'],
      ['webhook-timestamp', '1614265330'],
      ['webhook-signature', 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='],
    ]);
  });

  it.each([
    ['standardwebhooks', new StandardWebhook(secret)],
    ['svix', new SvixWebhook(secret)],
  ])('is accepted by %s, which refuses another body', (_name, receiver) => {
    const keys = [generateKey('standard'), key];
    const headers = Object.fromEntries(sign('standard', keys, { ...vector, timestamp: secondsNow() }));

    expect(receiver.verify(body.toString(), headers)).toEqual({ test: 2432232314 });
    expect(() => receiver.verify('{"test": 2432232315}', headers)).toThrow('No matching signature');
  });

  it('is accepted by standardwebhooks with a secret that was generated here', () => {
    const generated = generateKey('standard') as SymmetricKey;
    const headers = Object.fromEntries(sign('standard', [generated], { ...vector, timestamp: secondsNow() }));

    expect(new StandardWebhook(exportSecret(generated)).verify(body.toString(), headers)).toBeDefined();
  });

  it('signs with every active key, newest first, so that receivers of either secret accept', () => {
    const newest = generateKey('standard');
    const headers = Object.fromEntries(sign('standard', [newest, key], vector));

    expect(headers['webhook-signature']).toMatch(/^v1,\S+ v1,g0hM9SsE\S+$/);
    expect(verify('standard', [newest], headers, request, tolerance)).toEqual({ ok: true });
    expect(verify('standard', [key], headers, request, tolerance)).toEqual({ ok: true });
    expect(verify('standard', [generateKey('standard')], headers, request, tolerance)).toEqual({
      ok: false,
      reason: 'no_match',
    });
  });

  it('refuses to sign an id that makes the signed text ambiguous', () => {
    expect(() => sign('standard', [key], { ...vector, id: 'evt.1614265330' })).toThrow(RangeError);
    expect(() => sign('standard', [key], { ...vector, id: 'evt_1\r\nx: y' })).toThrow(RangeError);
  });

  it.each([
    ['missing_header', { 'webhook-signature': undefined }],
    ['malformed_header', { 'webhook-timestamp': '01614265330' }],
    ['malformed_header', { 'webhook-timestamp': '1614265330.0' }],
    ['malformed_header', { 'webhook-id': 'msg.1' }],
    ['no_match', { 'webhook-signature': 'v1,' }],
    ['no_match', { 'webhook-signature': 'v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' }],
    ['no_match', { 'webhook-signature': 'v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE' }],
  ] as const)('says %s of %j', (reason, changed) => {
    const headers = { ...Object.fromEntries(sign('standard', [key], vector)), ...changed };

    expect(verify('standard', [key], headers, request, tolerance)).toEqual({ ok: false, reason });
  });

  it.each([
    [300, { ok: true }],
    [301, { ok: false, reason: 'too_old' }],
    [-300, { ok: true }],
    [-301, { ok: false, reason: 'too_new' }],
  ])('judges a signature that is %i seconds old', (ageSeconds, expected) => {
    const headers = Object.fromEntries(sign('standard', [key], vector));
    const now = new Date((vector.timestamp + ageSeconds) * 1000);

    expect(verify('standard', [key], headers, request, { toleranceSeconds: 300, now })).toEqual(expected);
  });

  it('reads at most 16 signatures', () => {
    const headers = Object.fromEntries(sign('standard', [key], vector));
    const crowd = `${'v1,AAAA '.repeat(16)}${headers['webhook-signature'] ?? ''}`;

    expect(verify('standard', [key], { ...headers, 'webhook-signature': crowd }, request, tolerance)).toMatchObject({
      reason: 'no_match',
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { generateKey, importKey, sign, verify } from '../index.js';

const secret = 'whsec_test_of_a_stripe_secret';
const key = importKey('stripe', secret);
const body = Buffer.from('{"id":"evt_1","object":"event","data":{"name":"Größe"}}');
const request = { method: 'POST', url: 'https://example.com/', body };
const timestamp = Math.floor(Date.now() / 1000);
const input = { ...request, id: 'evt_1', timestamp };
const tolerance = { toleranceSeconds: 300, now: new Date(timestamp * 1000) };

describe('stripe', () => {
  it('is accepted by the library of Stripe, whichever of two active keys it holds', () => {
    const [header] = sign('stripe', [generateKey('stripe'), key], input);
    const { webhooks } = new Stripe('sk_test_unused');

    expect(header?.[0]).toBe('Stripe-Signature');
    expect(webhooks.constructEvent(body, header?.[1] ?? '', secret)).toMatchObject({ id: 'evt_1' });
    expect(() => webhooks.constructEvent(Buffer.from('{}'), header?.[1] ?? '', secret)).toThrow(/No signatures found/);
  });

  it('accepts what the library of Stripe signs', () => {
    const header = new Stripe('sk_test_unused').webhooks.generateTestHeaderString({
      payload: body.toString(),
      secret,
      timestamp,
    });

    expect(verify('stripe', [key], { 'stripe-signature': header }, request, tolerance)).toEqual({ ok: true });
  });

  it.each([
    ['malformed_header', 'v1=00'],
    ['malformed_header', 't=soon,v1=00'],
    ['no_match', `t=${timestamp},v0=00`],
    ['too_old', `t=${timestamp - 301},v1=00`],
  ])('says %s of the header %s', (reason, header) => {
    expect(verify('stripe', [key], { 'stripe-signature': header }, request, tolerance)).toEqual({ ok: false, reason });
  });
});

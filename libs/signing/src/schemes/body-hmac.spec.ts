import { describe, expect, it } from '@jest/globals';
import { verify as octokitVerify } from '@octokit/webhooks-methods';
import { createHmac } from 'node:crypto';
import { generateKey, importKey, sign, verify } from '../index.js';

const tolerance = { toleranceSeconds: 300, now: new Date() };

function input(body: string) {
  return { id: 'evt_1', timestamp: 1693499322, method: 'POST', url: 'https://example.com/', body: Buffer.from(body) };
}

const customer =
  '{"event_type":"customer.event.create","timestamp":1693499322,"payload":{"customer_id":"0197f9c1-4818-7141-9c2a-22000108e736","email":"jane@example.com","phone_number":"+372 537-2443","language":"EN","business_id":"0197f9c1-4818-7141-9c2a-22000108e736","ext_user_id":"my-company-internal-id-1111999"}}';

describe('gridio', () => {
  it('signs the body alone, the secret taken as text', () => {
    const key = importKey('gridio', 'whsec_gridio_test');

    expect(sign('gridio', [key], input(customer))).toEqual([
      ['X-Signature', 'sha256=a61a65cf54bf8cdcb8f0db2d390373e7909262a7bfe550aaa5163d9a57fb0e4d'],
    ]);
  });

  it('signs with the newest key alone, because the header carries one signature', () => {
    const [newest, older] = [generateKey('gridio'), generateKey('gridio')];
    const headers = Object.fromEntries(sign('gridio', [newest, older], input(customer)));

    expect(verify('gridio', [newest], headers, input(customer), tolerance)).toEqual({ ok: true });
    expect(verify('gridio', [older], headers, input(customer), tolerance)).toEqual({ ok: false, reason: 'no_match' });
  });

  it.each(['a61a65', 'sha256=a61a65zz', 'sha256=', `sha256=${'A'.repeat(64)}`, 'sha1=a61a65'])(
    'does not verify the header %j',
    (header) => {
      const result = verify('gridio', [generateKey('gridio')], { 'X-Signature': header }, input(customer), tolerance);
      expect(result.ok).toBe(false);
    },
  );
});

describe('github', () => {
  it('reproduces the signature in the documentation of GitHub', () => {
    const key = importKey('github', "It's a Secret to Everybody");

    expect(sign('github', [key], input('Hello, World!'))).toEqual([
      ['X-Hub-Signature-256', 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'],
    ]);
  });

  it('is accepted by the verifier of Octokit, which refuses another body', async () => {
    const secret = 'correct horse battery staple';
    const body = '{"zen":"Größe, 大きい"}';
    const signature = sign('github', [importKey('github', secret)], input(body))[0]?.[1] ?? '';

    expect(await octokitVerify(secret, body, signature)).toBe(true);
    expect(await octokitVerify(secret, `${body} `, signature)).toBe(false);
  });
});

describe('shopify', () => {
  it('writes the HMAC of the body as padded base64', () => {
    const secret = 'shpss_a1b2c3d4e5f6';
    const headers = sign('shopify', [importKey('shopify', secret)], input(customer));

    const expected = createHmac('sha256', secret).update(customer).digest('base64');
    expect(headers).toEqual([['X-Shopify-Hmac-Sha256', expected]]);
    expect(
      verify('shopify', [importKey('shopify', secret)], Object.fromEntries(headers), input(customer), tolerance),
    ).toEqual({ ok: true });
  });
});

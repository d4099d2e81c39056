import { describe, expect, it } from '@jest/globals';
import { verifyRequestSignature } from 'customerio-node';
import { importKey, sign, verify } from '../index.js';

const key = importKey('customerio', 'cio_signing_key_test');
const body = Buffer.from(
  '{"event_id":"01E4C4CT6YDC7Y5M7FE1GWWPQJ","object_type":"email","metric":"sent","timestamp":1613063089,"data":{"action_id":42,"broadcast_id":9,"customer_id":"0200000001","delivery_id":"RPILAgUBcRhIBqSfeiIwdIYJKxTY","identifiers":{"id":"42","email":"test@example.com","cio_id":"d9c106000001"},"recipient":"test@example.com","subject":"hello"}}',
);
const request = { method: 'POST', url: 'https://example.com/', body };
const input = { ...request, id: 'evt_1', timestamp: 1613063090 };
const signature = '7ba97cbf62ac8c042be7a153afa7219b834e01a5064719c69dc8caee205f6dbf';
const tolerance = { toleranceSeconds: 300, now: new Date(1613063090_000) };

describe('customerio', () => {
  it('signs v0, timestamp and body, as bare lower-case hex', () => {
    expect(sign('customerio', [key], input)).toEqual([
      ['X-CIO-Timestamp', '1613063090'],
      ['X-CIO-Signature', signature],
    ]);
  });

  it('sends the timestamp once and one signature by the newest key, however many are active', () => {
    const headers = sign('customerio', [key, importKey('customerio', 'another_signing_key')], input);

    expect(headers).toEqual(sign('customerio', [key], input));
  });

  it('is accepted by the SDK of Customer.io, which refuses another body, second or secret', () => {
    const headers = Object.fromEntries(sign('customerio', [key], input));
    const received = {
      signingSecret: 'cio_signing_key_test',
      timestamp: headers['X-CIO-Timestamp'] ?? '',
      signature: headers['X-CIO-Signature'] ?? '',
      body,
    };

    expect(verifyRequestSignature(received)).toBe(true);
    expect(verifyRequestSignature({ ...received, body: `${body.toString()} ` })).toBe(false);
    expect(verifyRequestSignature({ ...received, timestamp: '1613063091' })).toBe(false);
    expect(verifyRequestSignature({ ...received, signingSecret: 'another_signing_key' })).toBe(false);
  });

  it.each([
    ['the request as sent', signature, '1613063090', { ok: true }],
    ['upper case', signature.toUpperCase(), '1613063090', { ok: false, reason: 'malformed_header' }],
    ['a v0= prefix', `v0=${signature}`, '1613063090', { ok: false, reason: 'malformed_header' }],
    ['another second', signature, '1613063091', { ok: false, reason: 'no_match' }],
    ['a timestamp with a leading zero', signature, '01613063090', { ok: false, reason: 'malformed_header' }],
    ['a replay after the window', signature, '1613062789', { ok: false, reason: 'too_old' }],
  ])('verifies %s as a receiver would', (_case, presented, timestamp, expected) => {
    const headers = { 'x-cio-signature': presented, 'x-cio-timestamp': timestamp };

    expect(verify('customerio', [key], headers, request, tolerance)).toEqual(expected);
  });
});

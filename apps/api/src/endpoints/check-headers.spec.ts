import { describe, expect, it } from '@jest/globals';
import { contracts } from '#events';
import { checkHeaders } from './check-headers.js';

const check = (headers: Record<string, unknown>, contract = contracts.standard) =>
  checkHeaders(
    headers,
    contract,
    { options: {}, values: {} },
    { maxEndpointHeaders: 20, maxEndpointHeaderBytes: 1024 },
  );

describe('the headers of an endpoint', () => {
  it('may be what a receiver asks for', () => {
    const headers = { Authorization: 'Bearer abc', 'X-Api-Key': 'k', 'X-Empty': '', 'X-Spaced': 'a b\tc' };
    expect(check(headers)).toEqual([]);
  });

  it.each(
    'Host,Content-Length,transfer-encoding,Connection,Expect,TE,Trailer,Upgrade,Keep-Alive,Proxy-Authorization,Content-Type,User-Agent,Webhook-Id,webhook-signature,Webhook-Anything,X-Signature,X-Hub-Signature-256,X-CIO-Signature,X-Grid-Signature,Stripe-Signature,X-Shopify-Hmac-Sha256,Signature,Signature-Input,Content-Digest'.split(
      ',',
    ),
  )('never replace %s', (name) => {
    expect(check({ [name]: 'x' })).toEqual([
      { pointer: `/headers/${name}`, detail: 'is a header that the platform sets itself' },
    ]);
  });

  it('never replace what the contract sends besides', () => {
    expect(check({ 'x-request-id': 'x' })).toEqual([]);
    expect(check({ 'x-request-id': 'x' }, contracts.gridio)).toHaveLength(1);
  });

  it.each(['a\r\nB: c', 'a\nb', 'a\0', ' a', 'a ', 'é', 'x'.repeat(1_025), 5, null])(
    'have no value like %j',
    (value) => {
      expect(check({ 'X-Value': value })).toMatchObject([{ pointer: '/headers/X-Value' }]);
    },
  );

  it.each(['Bad Name', 'X:Y', '', 'é', 'x'.repeat(101)])('have no name like %j', (name) => {
    expect(check({ [name]: 'x' })).toHaveLength(1);
  });

  it('are not given twice in another case', () => {
    expect(check({ 'X-A': '1', 'x-a': '2' })).toEqual([{ pointer: '/headers/x-a', detail: 'is given twice' }]);
  });

  it('are at most as many as may be', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, 'v']));
    expect(check(many(20))).toEqual([]);
    expect(check(many(21))).toMatchObject([{ pointer: '/headers' }]);
  });
});

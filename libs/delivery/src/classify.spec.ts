import { describe, expect, it } from '@jest/globals';
import type { SuccessRule } from '#events';
import { classify } from './classify.js';
import type { Exchange, ExchangeResponse, Fault, FaultKind } from './exchange.js';

const any2xx: SuccessRule = { statuses: '2xx' };

const attempt = {
  startedAt: new Date('2026-03-01T12:00:00Z'),
  timings: { totalMs: 10_000 },
  reusedConnection: false,
  retriedFreshSocket: false,
};

function answered(status: number, changes: Partial<ExchangeResponse> = {}, fault?: Fault): Exchange {
  return {
    ...attempt,
    response: { status, headers: [], body: Buffer.alloc(0), truncated: false, ...changes },
    ...(fault === undefined ? {} : { fault }),
  };
}

function failed(fault: Partial<Fault>): Exchange {
  return { ...attempt, fault: faultOf(fault) };
}

function faultOf(fault: Partial<Fault>): Fault {
  return { phase: 'headers', kind: 'timed_out', code: 'deadline', message: '', requestSent: true, ...fault };
}

describe('classify', () => {
  it.each([
    [200, any2xx, 'delivered'],
    [299, any2xx, 'delivered'],
    [201, { statuses: [200] }, 'failed'],
    [409, { statuses: '2xx', terminal: [409] }, 'acknowledged'],
    [409, any2xx, 'refused'],
    [302, any2xx, 'redirected'],
    [302, { statuses: [302] }, 'delivered'],
    [410, any2xx, 'refused'],
    [429, any2xx, 'rate_limited'],
    [429, { statuses: '2xx', terminal: [429] }, 'acknowledged'],
    [500, any2xx, 'failed'],
    [599, any2xx, 'failed'],
    [999, any2xx, 'malformed_response'], // C17
  ] as const)('takes %i under %j for %s', (status, rule, expected) => {
    expect(classify(answered(status), rule)).toMatchObject({ class: expected, status });
  });

  it.each<FaultKind>([
    'timed_out',
    'dns_failed',
    'connection_refused',
    'connection_reset',
    'tls_failed',
    'blocked',
    'too_large',
    'malformed_response',
    'sender_failed',
  ])('keeps the kind of a fault without a response: %s', (kind) => {
    const { class: outcome, status, diagnosis } = classify(failed({ kind }), any2xx);
    expect([outcome, status]).toEqual([kind, undefined]);
    expect(diagnosis).toMatch(/^[ -~]+$/);
  });

  it('counts the status when the body was cut', () => {
    const cut = { body: Buffer.alloc(65_536), truncated: true };
    expect(classify(answered(200, cut), any2xx)).toEqual({
      class: 'delivered',
      status: 200,
      diagnosis: '200 OK (the first 65,536 bytes of the body were kept)',
    });
    expect(classify(answered(500, cut, faultOf({ phase: 'body' })), any2xx)).toMatchObject({
      class: 'failed',
      diagnosis: expect.stringContaining('the body was still coming at the deadline'),
    });
  });

  it('does not trust a status whose body broke the protocol', () => {
    const broken = faultOf({ phase: 'body', kind: 'malformed_response', code: 'invalid_http' });
    expect(classify(answered(200, { truncated: true }, broken), any2xx)).toMatchObject({
      class: 'malformed_response',
      status: 200,
    });
  });

  it('asks for no retry of what the contract holds to be hopeless, and says so', () => {
    const rule: SuccessRule = { statuses: '2xx', hopeless: [413, 414] };
    expect(classify(answered(413), rule)).toEqual({
      class: 'refused',
      status: 413,
      noRetry: true,
      diagnosis: '413 Payload Too Large: the payload is larger than the receiver accepts; it is not sent again',
    });
    expect(classify(answered(414), rule).diagnosis).toBe(
      '414 URI Too Long: the receiver refused the request; it is not sent again',
    );
    expect(classify(answered(413), any2xx)).not.toHaveProperty('noRetry');
    expect(classify(answered(413), { ...rule, statuses: [413] }).diagnosis).toBe('413 Payload Too Large');
  });

  it('reads what the receiver asks for', () => {
    const headers = [
      ['RETRY-AFTER', '7'],
      ['retry-after', 'Sun, 01 Mar 2026 12:01:10 GMT'],
      ['Webhook-No-Retry', ' 1 '],
    ] as const;
    expect(classify(answered(503, { headers }), any2xx)).toMatchObject({
      retryAfterSeconds: 60,
      noRetry: true,
      diagnosis: expect.stringMatching(/; the receiver asks for no other attempt \(webhook-no-retry\)$/),
    });
    expect(classify(answered(503, { headers: [['webhook-no-retry', '0']] }), any2xx)).not.toHaveProperty('noRetry');
  });

  it.each([
    [
      failed({}),
      'timed out after 10,000 ms waiting for response headers; the request had been sent, so it may have been processed',
    ],
    [failed({ phase: 'dns', requestSent: false }), 'timed out after 10,000 ms waiting for DNS'],
    [failed({ kind: 'dns_failed', code: 'ENOTFOUND', requestSent: false }), 'the host name does not exist in DNS'],
    [
      failed({ kind: 'connection_refused', code: 'ECONNREFUSED', requestSent: false }),
      'connection refused: nothing listens at that port',
    ],
    [
      failed({ kind: 'connection_reset' }),
      'the connection was closed while waiting for response headers; the request had been sent, so it may have been processed',
    ],
    [
      failed({
        kind: 'malformed_response',
        code: 'invalid_http',
        message: 'Response does not match the HTTP/1.1 protocol (Invalid header token)',
        requestSent: false,
      }),
      'the response is not valid HTTP/1.1 (Invalid header token)',
    ],
    [answered(401), '401 Unauthorized: the receiver refused the signature or credentials'],
    [answered(302), '302 Found: redirects are not followed; point the endpoint at the final URL'],
    [answered(418), "418 I'm a Teapot: the receiver refused the request"],
    [answered(599), '599: the receiver failed'],
    [answered(204), '204 No Content'],
    [
      answered(200, { headers: [['Content-Type', 'text/html; charset=utf-8']] }),
      '200 OK with an HTML body: a CDN or login page?',
    ],
    [
      answered(200, { body: Buffer.from('\n<!DOCTYPE html><title>') }),
      '200 OK with an HTML body: a CDN or login page?',
    ],
  ])('says it in a line for people: %#', (exchange, diagnosis) => {
    expect(classify(exchange, any2xx).diagnosis).toBe(diagnosis);
  });

  it('says which statuses would have counted', () => {
    expect(classify(answered(202), { statuses: [200, 201] }).diagnosis).toBe(
      '202 Accepted: only 200, 201 counts as success for this endpoint',
    );
  });

  it('says nothing of internal addresses', () => {
    const refused = failed({ kind: 'blocked', code: 'address_not_allowed', message: '10.0.0.1: private use' });
    expect(classify(refused, any2xx).diagnosis).toBe('destination not allowed');
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Header } from '#events';
import { exportSecret, generateKey, isSchemeName, schemes, sign, type SchemeName } from '#signing';
import { confidentialValues } from './confidential-values.js';
import type { ExchangeResponse } from './exchange.js';
import { redactAnswer } from './redact-answer.js';

const answer = (body: string | Buffer, headers: readonly Header[] = []): ExchangeResponse => ({
  status: 500,
  headers,
  body: Buffer.from(body),
  truncated: false,
});
const nothing = { url: 'https://example.com/hook', headers: [], keyRings: [] };
const bodyOf = (response: ExchangeResponse): string => response.body.toString();

const signed = (scheme: SchemeName): readonly Header[] =>
  sign(scheme, [generateKey(scheme), generateKey(scheme)], {
    id: 'evt_01kah2v2mme1sv0b1hp8r7mxf4',
    timestamp: 1_700_000_000,
    body: Buffer.from('{}'),
    method: 'POST',
    url: 'https://example.com/hook',
  });

describe('an answer that repeats what it was sent (C38)', () => {
  it.each(Object.keys(schemes).filter((name) => name !== 'none'))('is kept without a signature of %s', (name) => {
    if (!isSchemeName(name)) throw new Error(`${name} is no scheme`);
    const sent = signed(name);
    const echo = JSON.stringify({ youSent: Object.fromEntries(sent) });
    const kept = redactAnswer(answer(echo, [['X-Echo', echo]]), sent, []);
    const signatures = sent.flatMap(([, value]) => value.match(/[A-Za-z0-9+/]{40,}/g) ?? []);
    expect(signatures.length).toBeGreaterThan(0);
    for (const text of signatures) {
      expect(bodyOf(kept)).not.toContain(text);
      expect(kept.headers[0]?.[1]).not.toContain(text);
    }
    // What helps to find the fault stays: which headers there were, and which event it was.
    for (const [header, value] of sent) {
      expect(bodyOf(kept)).toContain(header);
      if (value.startsWith('evt_')) expect(bodyOf(kept)).toContain(value);
    }
  });

  it('is kept without the shared secrets, with their prefix or without', () => {
    const [own, old] = [generateKey('standard'), generateKey('standard')];
    const text = generateKey('github');
    if (own.type !== 'hmac' || old.type !== 'hmac' || text.type !== 'hmac') throw new Error('shared secrets');
    const secrets = [own, old, text].map(exportSecret);
    const confidential = confidentialValues({
      ...nothing,
      keyRings: [
        { scheme: 'standard', keys: [own, old] },
        { scheme: 'github', keys: [text] },
      ],
    });
    const echo = `${secrets.join(' and ')}, or ${secrets[0]?.slice(6)}`;
    expect(bodyOf(redactAnswer(answer(echo), [], confidential))).toBe('whsec_… and whsec_… and …, or …');
  });

  it('is kept without the credentials of headers and of the query, and with everything else', () => {
    const confidential = confidentialValues({
      ...nothing,
      url: 'https://example.com/hook?api_key=aaaa%2Fbbbb%3D&page=12345678&token=short&&flag',
      headers: [
        ['Authorization', 'Bearer abcdefgh.ijkl'],
        ['x-api-key', 'k-0123456789'],
        ['x-team', 'payments-team'],
        ['x-auth', 'short'],
      ],
    });
    const echo = 'Bearer abcdefgh.ijkl k-0123456789 payments-team short aaaa%2Fbbbb%3D aaaa/bbbb= 12345678';
    expect(bodyOf(redactAnswer(answer(echo), [], confidential))).toBe('Bearer … … payments-team short … … 12345678');
  });

  it('is kept whole otherwise, bytes that are no text included', () => {
    const confidential = ['0123456789abcdef'];
    const bytes = Buffer.from([0xff, 0xfe, ...Buffer.from('0123456789abcdef'), 0xc3, 0x28, ...Buffer.alloc(50)]);
    expect(redactAnswer(answer(bytes), [], confidential).body).toEqual(
      Buffer.concat([bytes.subarray(0, 2), Buffer.from('…'), bytes.subarray(18)]),
    );
    const harmless = answer('0123456789abcde, and no more', [['date', 'Sun, 01 Mar 2026 12:00:00 GMT']]);
    expect(redactAnswer(harmless, signed('standard'), confidential)).toEqual(harmless);
    const short = answer('ok');
    expect(redactAnswer(short, signed('standard'), confidential)).toBe(short);
  });

  it('finds a value that is part of another', () => {
    const confidential = ['01234567', '0123456789abcdef'];
    expect(bodyOf(redactAnswer(answer('0123456789abcdef 01234567'), [], confidential))).toBe('… …');
  });
});

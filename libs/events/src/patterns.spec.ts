import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { catalogue } from './contracts/index.js';
import { matchingPatterns, validateEventTypeName, validatePattern } from './patterns.js';

describe('matchingPatterns', () => {
  it('gives the name, each dotted prefix, the category and the star', () => {
    expect(matchingPatterns('customer.event.create', 'customer_event')).toEqual([
      'customer.event.create',
      'customer.event.*',
      'customer.*',
      'customer_event',
      '*',
    ]);
  });

  it('gives no prefix for a name without dots', () => {
    expect(matchingPatterns('email_sent', 'email')).toEqual(['email_sent', 'email', '*']);
  });

  it('repeats nothing when the category equals the name, and copes without a category', () => {
    expect(matchingPatterns('TEST', 'TEST')).toEqual(['TEST', '*']);
    expect(matchingPatterns('a.b')).toEqual(['a.b', 'a.*', '*']);
  });

  it('gives valid patterns only, each once', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), word, (words, category) => {
        const patterns = matchingPatterns(words.join('.'), category);
        expect(patterns.map(validatePattern)).toEqual(patterns.map(() => undefined));
        expect(new Set(patterns).size).toBe(patterns.length);
      }),
    );
  });
});

describe('validateEventTypeName', () => {
  it('allows every name of the catalogue', () => {
    expect(catalogue.filter(({ name }) => validateEventTypeName(name) !== undefined)).toEqual([]);
  });

  it.each(['invoice.paid', 'BULK_UPLOAD.COMPLETED', 'integration_installed', 'v2.order-placed', 'a'.repeat(128)])(
    'allows %s',
    (name) => {
      expect(validateEventTypeName(name)).toBeUndefined();
    },
  );

  it.each([
    ['control characters', 'a\r\nb'],
    ['a final line feed', 'a\n'],
    ['emoji', 'order.📦'],
    ['letters that look like ASCII', 'оrder'],
    ['path traversal', '../'],
    ['dots alone', '.'.repeat(1_000)],
    ['an empty word', 'a..b'],
    ['a dot at the end', 'a.'],
    ['a dot at the start', '.a'],
    ['a star', 'a.*'],
    ['white space', 'a b'],
    ['nothing', ''],
    ['129 characters', 'a'.repeat(129)],
  ])('refuses %s', (_what, name) => {
    expect(validateEventTypeName(name)).toEqual(expect.any(String));
  });
});

describe('validatePattern', () => {
  it.each(['*', 'customer.*', 'customer.event.*', 'customer_event', 'BULK_UPLOAD.COMPLETED'])('allows %s', (text) => {
    expect(validatePattern(text)).toBeUndefined();
  });

  it.each(['**', '*.a', 'a.*.b', 'a*', '.*', 'a..*', '', 'a.*.*'])('refuses %j', (text) => {
    expect(validatePattern(text)).toEqual(expect.any(String));
  });
});

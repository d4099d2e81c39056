import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { storableJson, storableText } from './storable.js';

const anyText = fc.string({ unit: 'binary' });

describe('storableText', () => {
  it('replaces NUL and lone surrogates, and nothing else', () => {
    expect(storableText('a\0b\ud83dc\udc00')).toBe('a\ufffdb\ufffdc\ufffd');
    expect(storableText('\u0001 \u00ff 😀 \ufffe')).toBe('\u0001 \u00ff 😀 \ufffe');
  });
});

describe('storableJson', () => {
  it('leaves alone what is storable, even where a text spells an escape', () => {
    const headers = [['x-note', String.raw`\u0000 and \ud83d`]];
    expect(JSON.parse(storableJson(headers))).toEqual(headers);
  });

  it('replaces in every string, however deep', () => {
    expect(storableJson([['a\0', ['\ud800']]])).toBe('[["a\ufffd",["\ufffd"]]]');
  });

  it('leaves no escape that jsonb refuses', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyText, anyText)), (headers) => {
        const parsed = JSON.parse(storableJson(headers)) as string[][];
        expect(parsed).toEqual(headers.map((pair) => pair.map(storableText)));
        expect(parsed.flat().join('')).not.toMatch(/[\0\p{Surrogate}]/u);
      }),
    );
  });
});

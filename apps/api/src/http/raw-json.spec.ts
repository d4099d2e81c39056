import { describe, expect, it } from '@jest/globals';
import { RawJson, writeJson } from './raw-json.js';

describe('JSON text in an answer', () => {
  it('stands there as it is, wherever it is', () => {
    const value = { a: new RawJson('{ "n": 1e400 }'), b: [new RawJson('1.0'), { c: new RawJson('"$&"') }, '"$1"'] };
    expect(writeJson(value)).toBe('{"a":{ "n": 1e400 },"b":[1.0,{"c":"$&"},"\\"$1\\""]}');
  });

  it('changes nothing else', () => {
    const value = { s: 'é"\n', n: null, u: undefined, at: new Date(0) };
    expect(writeJson(value)).toBe(JSON.stringify(value));
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isObjectText, sliceElements, sliceMembers } from './raw-json.js';

const members = (text: string) => Object.fromEntries(sliceMembers(text));

describe('sliceMembers', () => {
  it('keeps what JSON.parse would lose', () => {
    const text = String.raw`{"big":9007199254740993,"float":1.0,"huge":1e400,"lone":"\ud800","b":{"2":1,"1":2},"slash":"\/"}`;
    expect(members(text)).toEqual({
      big: '9007199254740993',
      float: '1.0',
      huge: '1e400',
      lone: String.raw`"\ud800"`,
      b: '{"2":1,"1":2}',
      slash: String.raw`"\/"`,
    });
  });

  it('ignores brackets, commas, colons and quotes inside strings', () => {
    const text = String.raw`{"a":"}],:\"","b\"":["]\\",{"c":"{\\\""}],"d":null}`;
    expect(members(text)).toEqual({
      a: String.raw`"}],:\""`,
      'b"': String.raw`["]\\",{"c":"{\\\""}]`,
      d: 'null',
    });
  });

  it('leaves out white space around values and keeps it inside them', () => {
    expect(members(' \t\r\n{ "a" :\n[ 1 , 2 ] ,\t"b" : true }\n')).toEqual({ a: '[ 1 , 2 ]', b: 'true' });
  });

  it('takes the last of duplicate keys, however they are escaped', () => {
    expect(members(String.raw`{"a":1,"\u0061":2}`)).toEqual({ a: '2' });
  });

  it('treats __proto__ as a key like any other', () => {
    expect(sliceMembers('{"__proto__":{"x":1}}').get('__proto__')).toBe('{"x":1}');
  });

  it.each(['[]', '"a"', '1', 'null', '', '[{"a":1}]'])('refuses %j, which is no object', (text) => {
    expect(() => sliceMembers(text)).toThrow(TypeError);
  });

  it('ends on text that is not JSON instead of looping', () => {
    expect(() => sliceMembers('{"a":1')).toThrow(TypeError);
    expect(() => sliceMembers('{"a":"')).toThrow(TypeError);
  });

  it('does not recurse into 100,000 nested arrays', () => {
    const nested = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(sliceMembers(`{"a":${nested},"b":1}`).get('a')).toBe(nested);
  });

  it.each([
    ['escaped quotes', '{"a":"' + String.raw`\"`.repeat(500_000) + '","b":1}'],
    ['backslashes', '{"a":"' + String.raw`\\`.repeat(500_000) + '","b":1}'],
    ['members', '{' + Array.from({ length: 60_000 }, (_, i) => `"k${i}":{"x":[1]}`).join() + ',"b":1}'],
  ])('takes linear time for 1 MiB of %s', (_what, text) => {
    const start = performance.now();
    expect(sliceMembers(text).get('b')).toBe('1');
    // A quadratic scan of a million characters takes minutes; a linear one takes milliseconds.
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('sliceElements', () => {
  it('gives the source of each element', () => {
    expect(sliceElements(' [ 1.0, "a,]" , [ ] ,{"b":[1,2]}, null ] ')).toEqual([
      '1.0',
      '"a,]"',
      '[ ]',
      '{"b":[1,2]}',
      'null',
    ]);
    expect(sliceElements('[]')).toEqual([]);
  });

  it('refuses what is no array', () => {
    expect(() => sliceElements('{}')).toThrow(TypeError);
  });
});

describe('isObjectText', () => {
  it('tells objects from every other JSON text', () => {
    expect(['{}', ' \n\t{"a":1}'].map(isObjectText)).toEqual([true, true]);
    expect(['[{}]', '"{"', '1', 'null', ''].map(isObjectText)).toEqual([false, false, false, false, false]);
  });
});

describe('slices of any JSON text', () => {
  const indent = fc.constantFrom(undefined, 1, '\t', '\n \r');

  it('parse to what JSON.parse gives, member by member', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), indent, (object, space) => {
        const text = JSON.stringify(object, null, space);
        const parsed = JSON.parse(text) as Record<string, unknown>;
        const slices = sliceMembers(text);
        expect([...slices.keys()].sort()).toEqual(Object.keys(parsed).sort());
        for (const [key, source] of slices) expect(JSON.parse(source)).toEqual(parsed[key]);
      }),
    );
  });

  it('parse to what JSON.parse gives, element by element', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), indent, (array, space) => {
        const text = JSON.stringify(array, null, space);
        expect(sliceElements(text).map((source) => JSON.parse(source) as unknown)).toEqual(JSON.parse(text));
      }),
    );
  });
});

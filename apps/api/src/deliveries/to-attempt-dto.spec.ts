import { describe, expect, it } from '@jest/globals';
import { readableBody } from './to-attempt-dto.js';

describe('the body of an answer', () => {
  it('is shown as text when it is UTF-8', () => {
    expect(readableBody(Buffer.from('grüß 🦊\0'), false)).toEqual({ body: 'grüß 🦊\0', encoding: 'text' });
    expect(readableBody(Buffer.alloc(0), false)).toEqual({ body: '', encoding: 'text' });
  });

  it('is shown as base64 when it is not', () => {
    const bytes = Buffer.from([0x1f, 0x8b, 0x08, 0xff]);
    expect(readableBody(bytes, false)).toEqual({ body: bytes.toString('base64'), encoding: 'base64' });
    expect(readableBody(bytes, true)).toEqual({ body: bytes.toString('base64'), encoding: 'base64' });
  });

  it('stays text when it was cut within a character', () => {
    const bytes = Buffer.from('a🦊');
    for (const length of [2, 3, 4]) {
      expect(readableBody(bytes.subarray(0, length), true)).toEqual({ body: 'a', encoding: 'text' });
      expect(readableBody(bytes.subarray(0, length), false)).toMatchObject({ encoding: 'base64' });
    }
    expect(readableBody(bytes, true)).toEqual({ body: 'a🦊', encoding: 'text' });
  });
});

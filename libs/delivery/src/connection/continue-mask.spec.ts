import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ContinueMask } from './continue-mask.js';

const unasked = 'HTTP/1.1 100 Continue\r\n\r\n';
const hint = 'HTTP/1.1 103 Early Hints\r\nLink: </100>\r\n\r\n';
const answer = 'HTTP/1.1 200 OK\r\nX: HTTP/1.1 100\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n';

/** `text` as the parser gets it when it comes in pieces that end at `cuts`. */
function masked(text: string, cuts: readonly number[] = []): string {
  const mask = new ContinueMask();
  const bytes = Buffer.from(text);
  const ends = [...new Set([...cuts.map((cut) => cut % bytes.length), bytes.length])].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    mask.apply(bytes.subarray(from, end));
    from = end;
  }
  return bytes.toString();
}

describe('ContinueMask', () => {
  it('makes each 100 before the answer a 102, and changes nothing else', () => {
    expect(masked(unasked + hint + unasked + answer)).toBe(
      `HTTP/1.1 102 Continue\r\n\r\n${hint}HTTP/1.1 102 Continue\r\n\r\n${answer}`,
    );
  });

  it('leaves other statuses as they are', () => {
    for (const status of ['101 Switching Protocols', '110 X', '200 OK', '500 X']) {
      expect(masked(`HTTP/1.1 ${status}\r\n\r\n`)).toBe(`HTTP/1.1 ${status}\r\n\r\n`);
    }
  });

  it('does the same however the bytes are cut into pieces', () => {
    const text = hint + unasked + unasked + answer;
    const whole = masked(text);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 20 }), (cuts) => {
        expect(masked(text, cuts)).toBe(whole);
      }),
    );
  });
});

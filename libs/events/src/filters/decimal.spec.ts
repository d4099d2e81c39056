import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareDecimals, decimalOf, fitsNumeric } from './decimal.js';

const compare = (a: string, b: string) => Math.sign(compareDecimals(decimalOf(a), decimalOf(b)));

describe('numbers', () => {
  it.each([
    ['1.0', '1'],
    ['1e400', `1${'0'.repeat(400)}`],
    ['0.5e1', '5.000'],
    ['-0', '0e17'],
    ['120e-2', '1.2'],
    ['0.00012E+4', '1.2'],
    ['1e0000000000000000001', '10'],
  ])('%s and %s are the same', (a, b) => {
    expect(compare(a, b)).toBe(0);
  });

  it.each([
    ['9007199254740992', '9007199254740993'],
    ['1', '1.00000000000000000000000000000001'],
    ['1e400', '1e401'],
    ['-2', '-1'],
    ['-1e400', '1e-400'],
    ['0', '1e-400'],
    ['99', '100'],
    ['0.09', '0.1'],
    ['12', '123'],
    ['-123', '-12'],
  ])('%s is less than %s', (a, b) => {
    expect([compare(a, b), compare(b, a)]).toEqual([-1, 1]);
  });

  it.each([
    ['-9.98', '-99.8e-1'],
    ['9.98', '99.8e-1'],
    ['-0', '0.0'],
  ])('%s is equal to %s', (a, b) => {
    expect(compare(a, b)).toBe(0);
  });

  it('are ordered as whole numbers of the same unit are', () => {
    const number = fc.tuple(
      fc.bigInt(-1_000n, 1_000n),
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: -3, max: 3 }),
    );
    fc.assert(
      fc.property(number, number, (a, b) => {
        // In units of 10^-7, which holds every exponent between -7 and 3.
        const [left, right] = [a, b].map(([n, places, exponent]) => n * 10n ** BigInt(7 - places + exponent));
        const order = left === right ? 0 : (left as bigint) < (right as bigint) ? -1 : 1;
        expect(compare(write(a), write(b))).toBe(order);
      }),
    );
  });

  it.each([
    ['1e131071', true],
    ['1e131072', false],
    ['-9e131072', false],
    ['9'.repeat(131_072), true],
    ['9'.repeat(131_073), false],
    ['1e-16383', true],
    ['1e-16384', false],
    ['0e-16384', false],
    ['0e131072', true],
    ['0e1073741824', false],
    ['1e99999999999999999999', false],
  ])('of which case %# is beyond what PostgreSQL holds or not', (text, fits) => {
    expect(fitsNumeric(text)).toBe(fits);
  });
});

/** `n` with a point before its last `places` digits, and an exponent. */
function write([n, places, exponent]: readonly [bigint, number, number]): string {
  const digits = (n < 0n ? -n : n).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = places === 0 ? '' : `.${digits.slice(-places)}`;
  return `${n < 0n ? '-' : ''}${whole}${fraction}e${exponent}`;
}

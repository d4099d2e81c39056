/*
 * Numbers of JSON by their digits. Payloads keep 9007199254740993, 1.0 and 1e400 apart from what a double would make
 * of them, so filters compare them as PostgreSQL's numeric does: exactly.
 */

/** ± 0.digits × 10^exponent. Digits have no zero at either end; zero has none at all. */
export interface Decimal {
  readonly sign: -1 | 0 | 1;
  readonly digits: string;
  readonly exponent: number;
}

interface Literal {
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
  readonly exponent: number;
}

/** RFC 8259, section 6, for text that JSON.parse has accepted. */
const literal = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** What PostgreSQL's numeric holds: digits before the point, digits behind it, and the exponent it reads at all. */
const maxWholeDigits = 131_072;
const maxFractionDigits = 16_383;
const maxExponent = 1_073_741_823;

/** @param text the source of a JSON number */
export function decimalOf(text: string): Decimal {
  const { negative, whole, fraction, exponent } = read(text);
  const all = whole + fraction;
  const digits = all.replace(/^0+/, '');
  if (digits === '') return { sign: 0, digits: '', exponent: 0 };
  return {
    sign: negative ? -1 : 1,
    digits: digits.replace(/0+$/, ''),
    exponent: whole.length - (all.length - digits.length) + exponent,
  };
}

/** Whether PostgreSQL can hold the number; jsonb refuses a whole document for one that it cannot. */
export function fitsNumeric(text: string): boolean {
  // No shorter text leaves the bounds without an exponent.
  if (text.length < maxFractionDigits && !/e/i.test(text)) return true;
  const { fraction, exponent } = read(text);
  if (Math.abs(exponent) > maxExponent || fraction.length - exponent > maxFractionDigits) return false;
  return decimalOf(text).exponent <= maxWholeDigits;
}

/** Below, at or above zero as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.sign !== b.sign) return a.sign - b.sign;
  if (a.exponent !== b.exponent) return a.sign * (a.exponent - b.exponent);
  if (a.digits === b.digits) return 0;
  // Digits without zeros at the end are ordered as text: the shorter of two that begin alike is the smaller.
  return a.digits < b.digits ? -a.sign : a.sign;
}

function read(text: string): Literal {
  const match = literal.exec(text);
  if (match === null) throw new TypeError('not the text of a JSON number');
  const [, minus, whole = '', fraction = '', exponent = '0'] = match;
  return { negative: minus === '-', whole, fraction, exponent: Number(exponent) };
}

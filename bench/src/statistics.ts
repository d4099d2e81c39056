/**
 * The nearest-rank percentile: a value that was measured, never one between two. NaN of nothing.
 *
 * @param ascending sorted values
 * @param share from 0 to 1; 0.99 for p99
 */
export function percentile(ascending: ArrayLike<number>, share: number): number {
  const rank = Math.ceil(share * ascending.length);
  return ascending[Math.max(0, rank - 1)] ?? NaN;
}

/** Rounded to `digits` significant digits, for people and files; integers keep all of theirs. */
export function significant(value: number, digits = 3): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(Math.max(digits, integerDigits(value))));
}

function integerDigits(value: number): number {
  return Math.max(1, Math.ceil(Math.log10(Math.abs(value) + 1)));
}

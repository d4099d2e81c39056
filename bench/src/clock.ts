/**
 * Milliseconds of the machine's monotonic clock. Every process reads the same one, so moments that were taken in two
 * processes can be subtracted. `performance.timeOrigin` cannot serve: each process reads it off the wall clock once,
 * when it starts, and the wall clock is stepped.
 */
const offsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

export function nowMs(): number {
  return offsetMs + performance.now();
}

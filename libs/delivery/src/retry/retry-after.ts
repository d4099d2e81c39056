const minSeconds = 1;
const maxSeconds = 24 * 60 * 60;

/** The three forms of an HTTP-date (RFC 9110, section 5.6.7); `Date.parse` alone accepts far more, even `abc 1`. */
const httpDates = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]+day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/**
 * Seconds that `Retry-After` (RFC 9110, section 10.2.3) asks to wait, clamped to 1 s to 24 h; of several headers
 * the longest wait. `undefined` when there is none that can be understood.
 */
export function retryAfterSeconds(values: readonly string[], now: Date): number | undefined {
  const waits = values.map((value) => parseWait(value.trim(), now)).filter((wait) => wait !== undefined);
  if (waits.length === 0) return undefined;
  return Math.min(Math.max(...waits, minSeconds), maxSeconds);
}

function parseWait(value: string, now: Date): number | undefined {
  if (/^\d+$/.test(value)) return Number(value);
  if (!httpDates.some((form) => form.test(value))) return undefined;

  const at = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
  return Number.isNaN(at) ? undefined : Math.ceil((at - now.getTime()) / 1000);
}

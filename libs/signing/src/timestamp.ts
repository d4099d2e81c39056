import type { Tolerance, VerificationFailure } from './scheme.js';

/** Canonical decimal: what was signed is the text of the header, so there may be only one text for a second. */
const unixSeconds = /^(?:0|[1-9]\d{0,11})$/;

export function refuseTimestamp(text: string, { toleranceSeconds, now }: Tolerance): VerificationFailure | undefined {
  if (!unixSeconds.test(text)) return 'malformed_header';
  const ageSeconds = Math.floor(now.getTime() / 1000) - Number(text);
  if (ageSeconds > toleranceSeconds) return 'too_old';
  if (ageSeconds < -toleranceSeconds) return 'too_new';
  return undefined;
}

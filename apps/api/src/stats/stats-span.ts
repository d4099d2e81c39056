import { spanOf } from '../http/span.js';
import { ProblemError } from '../http/problem-error.js';
import type { StatsQueryDto } from './stats.dto.js';

const hourMs = 3_600_000;
const maxDays = 92;

/**
 * Whole hours that cover the span asked for, a day up to now unless said otherwise.
 *
 * @throws ProblemError `invalid_query` for a span that is empty or longer than 92 days
 */
export function statsSpan(query: StatsQueryDto, now: Date): { readonly since: Date; readonly until: Date } {
  const asked = spanOf(query);
  const untilMs = (asked.until ?? now).getTime();
  const sinceMs = asked.since?.getTime() ?? untilMs - 24 * hourMs;
  if (sinceMs >= untilMs) throw invalid('must be before `until`');
  if (untilMs - sinceMs > maxDays * 24 * hourMs) throw invalid(`must be at most ${maxDays} days before \`until\``);
  return {
    since: new Date(Math.floor(sinceMs / hourMs) * hourMs),
    until: new Date(Math.ceil(untilMs / hourMs) * hourMs),
  };
}

function invalid(detail: string): ProblemError {
  return new ProblemError('invalid_query', { errors: [{ pointer: '/since', detail }] });
}

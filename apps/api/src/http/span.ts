import { ApiProperty } from '@nestjs/swagger';
import { IsTimestamp, Optional, parseTimestamp } from './field-rules.js';
import { PageQueryDto } from './page-query.dto.js';
import { ProblemError } from './problem-error.js';

/** A page of what was accepted in a span of time. */
export class SpanQueryDto extends PageQueryDto {
  @ApiProperty({ required: false, format: 'date-time', description: 'Accepted at this moment or later.' })
  @Optional()
  @IsTimestamp()
  since?: string;

  @ApiProperty({ required: false, format: 'date-time', description: 'Accepted before this moment.' })
  @Optional()
  @IsTimestamp()
  until?: string;
}

/**
 * The span of time that a query asks for, its texts being valid.
 *
 * @throws ProblemError `invalid_query` when it ends before it begins
 */
export function spanOf(query: { since?: string; until?: string }): { since?: Date; until?: Date } {
  const since = query.since === undefined ? undefined : parseTimestamp(query.since);
  const until = query.until === undefined ? undefined : parseTimestamp(query.until);
  if (since !== undefined && until !== undefined && until < since) {
    throw new ProblemError('invalid_query', { errors: [{ pointer: '/until', detail: 'must not be before since' }] });
  }
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

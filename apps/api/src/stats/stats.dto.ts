import { ApiProperty } from '@nestjs/swagger';
import { outcomeClasses } from '#events';
import { IsTimestamp, Optional } from '../http/field-rules.js';

export class StatsQueryDto {
  @ApiProperty({
    required: false,
    format: 'date-time',
    example: '2026-11-20T00:00:00Z',
    description: 'A day before `until` if you do not say; the hour that it lies in counts whole.',
  })
  @Optional()
  @IsTimestamp()
  since?: string;

  @ApiProperty({
    required: false,
    format: 'date-time',
    example: '2026-11-21T00:00:00Z',
    description: 'Now if you do not say; the hour that it lies in counts whole.',
  })
  @Optional()
  @IsTimestamp()
  until?: string;
}

export class EndedDeliveriesDto {
  @ApiProperty({ type: 'integer', example: 1200 })
  delivered!: number;

  @ApiProperty({ type: 'integer', example: 3 })
  failed!: number;

  @ApiProperty({ type: 'integer', example: 0 })
  cancelled!: number;

  @ApiProperty({ type: 'integer', example: 0 })
  discarded!: number;
}

export class PercentilesDto {
  @ApiProperty({ type: 'integer', example: 41 })
  p50!: number;

  @ApiProperty({ type: 'integer', example: 165 })
  p95!: number;

  @ApiProperty({ type: 'integer', example: 470 })
  p99!: number;
}

export class AttemptStatsDto {
  @ApiProperty({ type: 'integer', example: 1260 })
  total!: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    propertyNames: { enum: [...outcomeClasses] },
    example: { delivered: 1200, timed_out: 48, failed: 12 },
  } as object)
  byOutcome!: Readonly<Record<string, number>>;

  @ApiProperty({
    type: 'number',
    nullable: true,
    example: 0.952,
    description: 'Share of the attempts that went well; those that failed on our own side are in no share.',
  })
  successRate!: number | null;

  @ApiProperty({ type: PercentilesDto, nullable: true, description: 'Milliseconds, within a tenth.' })
  durationMs!: PercentilesDto | null;
}

export class OwedStatsDto {
  @ApiProperty({ type: 'integer', maximum: 10_000, example: 12 })
  count!: number;

  @ApiProperty({ description: 'There are more: it is counted to 10,000.', example: false })
  more!: boolean;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    example: '2026-11-20T21:07:14.512Z',
    description: 'When the oldest event that is owed was accepted.',
  })
  oldestAt!: string | null;
}

export class StatsPointDto {
  @ApiProperty({ format: 'date-time', example: '2026-11-20T21:00:00.000Z' })
  at!: string;

  @ApiProperty({ type: 'integer', example: 50, description: 'Attempts that went well.' })
  succeeded!: number;

  @ApiProperty({ type: 'integer', example: 2, description: 'Attempts that failed.' })
  failed!: number;

  @ApiProperty({ type: 'integer', nullable: true, example: 165, description: 'Of the duration, in milliseconds.' })
  p95Ms!: number | null;
}

export class StatsSeriesDto {
  @ApiProperty({ enum: ['hour', 'day'], description: 'Hours of up to two days, days (UTC) of more.' })
  step!: 'hour' | 'day';

  @ApiProperty({ type: [StatsPointDto], description: 'Of every step, those without attempts too.' })
  points!: StatsPointDto[];
}

export class EndpointStatsDto {
  @ApiProperty({ format: 'date-time', example: '2026-11-20T00:00:00.000Z' })
  since!: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-21T00:00:00.000Z' })
  until!: string;

  @ApiProperty({
    format: 'date-time',
    example: '2026-11-20T23:59:55.120Z',
    description: 'Attempts that were recorded later are not counted yet.',
  })
  countedUntil!: string;

  @ApiProperty({
    type: EndedDeliveriesDto,
    description: 'Deliveries that ended in the span. One that was redelivered ended as often as it did.',
  })
  deliveries!: EndedDeliveriesDto;

  @ApiProperty({ type: AttemptStatsDto, description: 'Of the span.' })
  attempts!: AttemptStatsDto;

  @ApiProperty({ type: OwedStatsDto, description: 'Now: deliveries that are pending.' })
  owed!: OwedStatsDto;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    example: null,
    description: 'Since when every attempt has failed; null while they do not.',
  })
  failingSince!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: '2026-11-20T23:59:51.004Z' })
  lastSuccessAt!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: null })
  lastFailureAt!: string | null;

  @ApiProperty({ type: StatsSeriesDto })
  series!: StatsSeriesDto;
}

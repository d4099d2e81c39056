import { ApiProperty } from '@nestjs/swagger';
import { builtInRetryPolicies, outcomeClasses, type OutcomeClass } from '#events';
import { IsIn, IsInt, IsString, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import { Optional } from '../http/field-rules.js';

const day = 86_400;
const policyNames = Object.keys(builtInRetryPolicies);

/** Documents what `validateRetryPolicy` accepts. */
export class RetryPolicyDto {
  @ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: 1000, description: 'Attempts in total.' })
  maxAttempts?: number;

  @ApiProperty({
    required: false,
    minimum: 1,
    maximum: 30 * day,
    description: 'No attempt starts later than this after the first.',
  })
  maxAgeSeconds?: number;

  @ApiProperty({
    oneOf: [
      { type: 'array', items: { type: 'number', minimum: 1, maximum: day }, minItems: 1, maxItems: 100 },
      {
        type: 'object',
        additionalProperties: false,
        required: ['initial', 'factor', 'maxInterval'],
        properties: {
          initial: { type: 'number', minimum: 1, maximum: day },
          factor: { type: 'number', minimum: 1, maximum: 10 },
          maxInterval: { type: 'number', minimum: 1, maximum: day },
        },
      },
    ],
    example: [30, 300],
    description: 'Seconds to wait after each attempt, the last repeating; or a backoff that gives them.',
  })
  schedule!: unknown;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    example: 0.1,
    description:
      'Share of each delay that is random. A backoff varies by it both ways, up to `maxInterval`; a listed delay and ' +
      '`firstDelayFor` only become longer.',
  })
  jitter!: number;

  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: false,
    required: ['seconds'],
    properties: {
      seconds: { type: 'number', minimum: 1, maximum: day },
      classes: { type: 'array', items: { type: 'string', enum: [...outcomeClasses] } },
      statuses: { type: 'array', items: { type: 'integer', minimum: 100, maximum: 599 } },
    },
    example: { seconds: 3600, classes: ['timed_out'] },
    description: 'Another delay after the first attempt, when it ended in one of these.',
  })
  firstDelayFor?: object;

  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: { oneOf: [{ const: 'none' } as object, { $ref: '#/components/schemas/RetryPolicyDto' }] },
    example: { 'invoice.viewed': 'none' },
    description: 'Policies of single event types, or `none` for those that are sent once.',
  })
  eventTypes?: object;
}

export class PreviewRetryPolicyDto {
  @ApiProperty({
    oneOf: [{ type: 'string', enum: policyNames }, { $ref: '#/components/schemas/RetryPolicyDto' }],
    example: 'three-attempts',
  })
  @ValidateIf(() => false)
  retryPolicy!: unknown;

  @ApiProperty({ required: false })
  @Optional()
  @IsString()
  @MaxLength(128)
  eventType?: string;

  @ApiProperty({
    required: false,
    enum: outcomeClasses,
    example: 'timed_out',
    description: 'How the first attempt ends, for policies with `firstDelayFor`.',
  })
  @Optional()
  @IsIn(outcomeClasses)
  firstOutcome?: OutcomeClass;

  @ApiProperty({
    required: false,
    type: 'integer',
    minimum: 100,
    maximum: 599,
    example: 503,
    description: 'The status that the first attempt is answered with, for policies with `firstDelayFor`.',
  })
  @Optional()
  @IsInt()
  @Min(100)
  @Max(599)
  firstStatus?: number;

  @ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: 200, default: 50 })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

export class DelayRangeDto {
  @ApiProperty({ example: 27 })
  earliest!: number;

  @ApiProperty({ example: 30 })
  nominal!: number;

  @ApiProperty({ example: 33 })
  latest!: number;
}

export class PreviewedAttemptDto {
  @ApiProperty({ type: 'integer', example: 2 })
  attempt!: number;

  @ApiProperty({ type: DelayRangeDto, description: 'After the first attempt, if attempts take no time.' })
  afterSeconds!: DelayRangeDto;
}

export class RetryPolicyPreviewDto {
  @ApiProperty({ type: [PreviewedAttemptDto] })
  data!: readonly PreviewedAttemptDto[];
}

export class NamedRetryPolicyDto {
  @ApiProperty({ enum: policyNames })
  name!: string;

  @ApiProperty({ type: RetryPolicyDto })
  policy!: object;
}

export class RetryPoliciesDto {
  @ApiProperty({ type: [NamedRetryPolicyDto] })
  data!: readonly NamedRetryPolicyDto[];
}

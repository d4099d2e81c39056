import { ApiProperty } from '@nestjs/swagger';
import { deliveryStates, outcomeClasses, type DeliveryState, type OutcomeClass } from '#events';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { Optional } from '../http/field-rules.js';
import { PageOf } from '../http/page.dto.js';
import { SpanQueryDto } from '../http/span.js';

export class AttemptQueryDto extends SpanQueryDto {
  @ApiProperty({ required: false, example: 'ep_01kah2v2mme1sv0b1hp8r7mxf4' })
  @Optional()
  @IsString()
  @MaxLength(64)
  endpoint?: string;

  @ApiProperty({ required: false, enum: outcomeClasses })
  @Optional()
  @IsIn(outcomeClasses)
  outcome?: OutcomeClass;

  @ApiProperty({ required: false, type: 'integer', minimum: 100, maximum: 999, description: 'The status answered.' })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(100)
  @Max(999)
  status?: number;
}

const headersSchema = {
  type: 'array',
  items: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'string' }], minItems: 2, maxItems: 2 },
  example: [['content-type', 'application/json']],
};

export class AttemptRequestDto {
  @ApiProperty({ example: 'https://example.com/webhooks' })
  url!: string;

  @ApiProperty(headersSchema as object)
  headers!: readonly (readonly [string, string])[];
}

export class AttemptResponseDto {
  @ApiProperty({ type: 'integer', example: 204 })
  status!: number;

  @ApiProperty(headersSchema as object)
  headers!: readonly (readonly [string, string])[];

  @ApiProperty({ example: '' })
  body!: string;

  @ApiProperty({ enum: ['text', 'base64'], description: 'How `body` is written: base64 when it is no UTF-8 text.' })
  encoding!: 'text' | 'base64';

  @ApiProperty({ description: 'The receiver sent more than what is kept.' })
  truncated!: boolean;
}

export class TimingsDto {
  @ApiProperty({ required: false, example: 0.1, description: 'For a connection to the origin to become free.' })
  waitMs?: number;

  @ApiProperty({ required: false, example: 0.6 })
  dnsMs?: number;

  @ApiProperty({ required: false, example: 0.4 })
  connectMs?: number;

  @ApiProperty({ required: false, example: 3.2 })
  tlsMs?: number;

  @ApiProperty({ required: false, example: 2.1, description: 'From the request to the first byte of an answer.' })
  firstByteMs?: number;

  @ApiProperty({ example: 7.4 })
  totalMs!: number;

  @ApiProperty({ example: false, description: 'The connection had been used before.' })
  reusedConnection!: boolean;
}

/** An attempt without request and response. */
export class AttemptSummaryDto {
  @ApiProperty({ example: 'atm_01kah2v2mme1sv0b1hp8r7mxf4' })
  id!: string;

  @ApiProperty({ example: 'dlv_01kah2v2mme1sv0b1hp8r7mxf4' })
  deliveryId!: string;

  @ApiProperty({ example: 'ep_01kah2v2mme1sv0b1hp8r7mxf4' })
  endpointId!: string;

  @ApiProperty({ type: 'integer', example: 1 })
  number!: number;

  @ApiProperty({ format: 'date-time' })
  startedAt!: string;

  @ApiProperty({ enum: outcomeClasses })
  outcome!: OutcomeClass;

  @ApiProperty({ description: 'What happened, for people.', example: '204 No Content' })
  diagnosis!: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Null when no answer came.' })
  status!: number | null;

  @ApiProperty({ type: 'integer' })
  durationMs!: number;

  @ApiProperty({ enum: deliveryStates, nullable: true, description: 'What the delivery became with this attempt.' })
  deliveryState!: DeliveryState | null;
}

export class AttemptSummaryPageDto extends PageOf(AttemptSummaryDto) {}

export class AttemptDto extends AttemptSummaryDto {
  @ApiProperty({ type: TimingsDto, description: 'What there was no time for is not there.' })
  timings!: Readonly<Record<string, number | boolean>>;

  @ApiProperty({ type: 'string', nullable: true })
  remoteAddress!: string | null;

  @ApiProperty({ type: AttemptRequestDto })
  request!: AttemptRequestDto;

  @ApiProperty({ type: AttemptResponseDto, nullable: true })
  response!: AttemptResponseDto | null;
}

export class AttemptPageDto extends PageOf(AttemptDto) {}

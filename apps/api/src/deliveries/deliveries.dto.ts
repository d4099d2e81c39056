import { ApiProperty } from '@nestjs/swagger';
import { deliveryStates, outcomeClasses, type DeliveryState, type OutcomeClass } from '#events';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { IsEventTypeName, Optional, Repeatable } from '../http/field-rules.js';
import { PageOf } from '../http/page.dto.js';
import { PayloadQueryDto } from '../http/payload-query.js';
import { SpanQueryDto } from '../http/span.js';

export class DeliveryQueryDto extends PayloadQueryDto {
  @ApiProperty({ required: false, example: 'ep_01kah2v2mme1sv0b1hp8r7mxf4' })
  @Optional()
  @IsString()
  @MaxLength(64)
  endpoint?: string;

  @ApiProperty({ required: false, example: 'evt_01kah2v2mme1sv0b1hp8r7mxf4' })
  @Optional()
  @IsString()
  @MaxLength(64)
  event?: string;

  @ApiProperty({ required: false, enum: deliveryStates, description: 'The state of the delivery.' })
  @Optional()
  @IsIn(deliveryStates)
  status?: DeliveryState;

  @ApiProperty({ required: false, type: [String], description: 'A name; one of several, when given several times.' })
  @Optional()
  @Repeatable(20)
  @IsEventTypeName({ each: true })
  eventType?: string[];

  @ApiProperty({ required: false, enum: outcomeClasses, description: 'How the last attempt ended.' })
  @Optional()
  @IsIn(outcomeClasses)
  outcome?: OutcomeClass;

  @ApiProperty({
    required: false,
    type: 'integer',
    minimum: 100,
    maximum: 999,
    description: 'The status that the last attempt was answered with.',
  })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(100)
  @Max(999)
  responseStatus?: number;
}

/** The attempts at an application's endpoints. */
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

export class ListedDeliveryDto {
  @ApiProperty({ example: 'dlv_01kah2v2mme1sv0b1hp8r7mxf4' })
  id!: string;

  @ApiProperty({ enum: deliveryStates })
  state!: DeliveryState;

  @ApiProperty({ example: 'evt_01kah2v2mme1sv0b1hp8r7mxf4' })
  eventId!: string;

  @ApiProperty({ example: 'customer.event.create' })
  eventType!: string;

  @ApiProperty({ example: 'ep_01kah2v2mme1sv0b1hp8r7mxf4' })
  endpointId!: string;

  @ApiProperty({ type: 'integer', description: 'All attempts, those before a redelivery included.' })
  attemptCount!: number;

  @ApiProperty({ enum: outcomeClasses, nullable: true, description: 'How the last attempt ended; null before it.' })
  lastOutcome!: OutcomeClass | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Status of the last answer; null when none came.' })
  lastStatus!: number | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'Null when nothing is owed.' })
  nextAttemptAt!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  firstAttemptAt!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  finishedAt!: string | null;
}

export class PlannedAttemptDto {
  @ApiProperty({ type: 'integer', example: 2 })
  number!: number;

  @ApiProperty({ format: 'date-time', description: 'The first to the millisecond; those after it without jitter.' })
  at!: string;
}

export class DeliveryDto extends ListedDeliveryDto {
  @ApiProperty({
    type: [PlannedAttemptDto],
    description: 'The attempts to come if all of them fail, at most 20. While its endpoint is not active they wait.',
  })
  schedule!: PlannedAttemptDto[];
}

export class DeliveryPageDto extends PageOf(ListedDeliveryDto) {}

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

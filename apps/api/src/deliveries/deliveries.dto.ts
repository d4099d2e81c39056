import { ApiProperty } from '@nestjs/swagger';
import { deliveryStates, outcomeClasses, type DeliveryState } from '#events';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { Optional } from '../http/field-rules.js';
import { PageOf } from '../http/page.dto.js';
import { SpanQueryDto } from '../http/span.js';

export class DeliveryQueryDto extends SpanQueryDto {
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

  @ApiProperty({ required: false, enum: deliveryStates })
  @Optional()
  @IsIn(deliveryStates)
  status?: DeliveryState;

  @ApiProperty({ required: false })
  @Optional()
  @IsString()
  @MaxLength(128)
  eventType?: string;
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

export class AttemptDto {
  @ApiProperty({ example: 'atm_01kah2v2mme1sv0b1hp8r7mxf4' })
  id!: string;

  @ApiProperty({ example: 'dlv_01kah2v2mme1sv0b1hp8r7mxf4' })
  deliveryId!: string;

  @ApiProperty({ type: 'integer', example: 1 })
  number!: number;

  @ApiProperty({ format: 'date-time' })
  startedAt!: string;

  @ApiProperty({ enum: outcomeClasses })
  outcome!: string;

  @ApiProperty({ description: 'What happened, for people.', example: '204 No Content' })
  diagnosis!: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Null when no answer came.' })
  status!: number | null;

  @ApiProperty({ type: 'integer' })
  durationMs!: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { connectMs: 0.4, firstByteMs: 2.1, totalMs: 3 },
  })
  timings!: Readonly<Record<string, number | boolean>>;

  @ApiProperty({ type: 'string', nullable: true })
  remoteAddress!: string | null;

  @ApiProperty({ type: AttemptRequestDto })
  request!: AttemptRequestDto;

  @ApiProperty({ type: AttemptResponseDto, nullable: true })
  response!: AttemptResponseDto | null;
}

export class AttemptPageDto extends PageOf(AttemptDto) {}

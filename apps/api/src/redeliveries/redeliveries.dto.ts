import { ApiProperty } from '@nestjs/swagger';
import { redeliveryStatuses, type RedeliveryStatus } from '#persistence';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsString,
  MaxLength,
} from 'class-validator';
import { IsTimestamp, Optional } from '../http/field-rules.js';
import { PageOf } from '../http/page.dto.js';

/** An example that lies within the retention, whenever it is tried. */
const yesterday = new Date(Date.now() - 86_400_000).toISOString();

const statusDescription =
  'The state of the deliveries to send again; or `missing`: events that the endpoint subscribes to now and never ' +
  'got, because it did not exist or was not subscribed.';

export class CreateRedeliveryDto {
  @ApiProperty({
    format: 'date-time',
    example: yesterday,
    description: 'Of events that were accepted at this moment or later; within the retention.',
  })
  @IsTimestamp()
  since!: string;

  @ApiProperty({ required: false, format: 'date-time', description: 'Accepted before this moment; now at the latest.' })
  @Optional()
  @IsTimestamp()
  until?: string;

  @ApiProperty({ required: false, enum: redeliveryStatuses, default: 'failed', description: statusDescription })
  @Optional()
  @IsIn(redeliveryStatuses)
  status?: RedeliveryStatus;

  @ApiProperty({
    required: false,
    type: [String],
    minItems: 1,
    maxItems: 100,
    example: ['customer.event.*'],
    description: 'Patterns, as subscriptions have them; all types if you do not say.',
  })
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(128, { each: true })
  eventTypes?: string[];

  @ApiProperty({ required: false, default: false, description: 'Count what would be sent again, and send nothing.' })
  @Optional()
  @IsBoolean()
  dryRun?: boolean;
}

const redeliveryStates = ['running', 'waiting', 'stopped', 'done'] as const;

export class RedeliveryDto {
  @ApiProperty({ example: 'rdl_01kah2v2mme1sv0b1hp8r7mxf4' })
  id!: string;

  @ApiProperty({ example: 'ep_01kah2v2mme1sv0b1hp8r7mxf4' })
  endpointId!: string;

  @ApiProperty({ enum: redeliveryStates })
  state!: (typeof redeliveryStates)[number];

  @ApiProperty({ type: 'string', nullable: true, description: 'What it waits for.', example: 'the endpoint is paused' })
  stateReason!: string | null;

  @ApiProperty({ enum: redeliveryStatuses, description: statusDescription })
  status!: RedeliveryStatus;

  @ApiProperty({ type: [String], example: ['customer.event.*'], description: 'Empty for all types.' })
  eventTypes!: readonly string[];

  @ApiProperty({ format: 'date-time' })
  since!: string;

  @ApiProperty({ format: 'date-time' })
  until!: string;

  @ApiProperty({
    type: 'integer',
    description: 'Deliveries that it is for; an estimate while `matchedExactly` is false.',
  })
  matched!: number;

  @ApiProperty()
  matchedExactly!: boolean;

  @ApiProperty({
    type: 'integer',
    description: 'Deliveries made owed so far: those pending, delivered, failed and cancelled.',
  })
  enqueued!: number;

  @ApiProperty({ type: 'integer', description: 'Matched, but pending or otherwise changed when its turn came.' })
  skipped!: number;

  @ApiProperty({ type: 'integer' })
  pending!: number;

  @ApiProperty({ type: 'integer' })
  delivered!: number;

  @ApiProperty({ type: 'integer' })
  failed!: number;

  @ApiProperty({ type: 'integer', description: 'Cancelled or discarded, by a stop or by somebody.' })
  cancelled!: number;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  finishedAt!: string | null;
}

export class RedeliveryPageDto extends PageOf(RedeliveryDto) {}

export class RedeliveryTypeCountDto {
  @ApiProperty({ example: 'customer.event.create' })
  eventType!: string;

  @ApiProperty({ type: 'integer', example: 3 })
  count!: number;
}

export class RedeliveryPreviewDto {
  @ApiProperty({ enum: redeliveryStatuses, description: statusDescription })
  status!: RedeliveryStatus;

  @ApiProperty({ format: 'date-time' })
  since!: string;

  @ApiProperty({ format: 'date-time' })
  until!: string;

  @ApiProperty({
    type: 'integer',
    description: 'Deliveries to be sent again; an estimate while `matchedExactly` is false.',
  })
  matched!: number;

  @ApiProperty()
  matchedExactly!: boolean;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'The first of the events, as far as they were counted.',
  })
  oldest!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'The last of them.' })
  newest!: string | null;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'Where counting ended because there is more than it looks at; null when all of it was counted.',
  })
  countedTo!: string | null;

  @ApiProperty({ type: [RedeliveryTypeCountDto], description: 'What was counted, most frequent first.' })
  eventTypes!: RedeliveryTypeCountDto[];
}

import { ApiProperty } from '@nestjs/swagger';
import { deliveryStates, outcomeClasses, type DeliveryState, type OutcomeClass } from '#events';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { IsEventTypeName, Optional, Repeatable } from '../http/field-rules.js';
import { PageOf } from '../http/page.dto.js';
import { PayloadQueryDto } from '../http/payload-query.js';

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

export class MadeAttemptDto {
  @ApiProperty({ type: 'integer', example: 1 })
  number!: number;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ enum: outcomeClasses, example: 'timed_out' })
  outcome!: OutcomeClass;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Status of the answer; null when none came.' })
  status!: number | null;
}

export class DeliveryDto extends ListedDeliveryDto {
  @ApiProperty({
    type: [MadeAttemptDto],
    description:
      'The attempts made so far, the last 20 of them. All of them, with what was sent and answered: `…/attempts`.',
  })
  scheduleSoFar!: MadeAttemptDto[];

  @ApiProperty({
    type: [PlannedAttemptDto],
    description: 'The attempts to come if all of them fail, at most 20. While its endpoint is not active they wait.',
  })
  schedule!: PlannedAttemptDto[];
}

export class DeliveryPageDto extends PageOf(ListedDeliveryDto) {}

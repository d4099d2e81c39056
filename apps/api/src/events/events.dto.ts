import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { IsEventTypeName, IsText, Optional, Repeatable } from '../http/field-rules.js';
import { anyJson } from '../http/openapi-decorators.js';
import { PageOf } from '../http/page.dto.js';
import { PayloadQueryDto } from '../http/payload-query.js';
import { ProblemDto } from '../http/problem.dto.js';

/** Documents what `readEventDraft` reads. */
export class EmitEventDto {
  @ApiProperty({ example: 'customer.event.create' })
  type!: string;

  @ApiProperty({
    ...anyJson,
    description: 'Any JSON that the schema of the type accepts. Kept, signed and sent byte for byte as it came.',
    example: { customer_id: '0197f9c1-4818-7141-9c2a-22000108e736', email: 'jane@example.com' },
  })
  payload!: unknown;

  @ApiProperty({
    required: false,
    pattern: '^[\\x21-\\x7e]{1,256}$',
    description:
      'Your own id of the event. Emitting the same event under it again stores nothing and answers as before.',
  })
  id?: string;

  @ApiProperty({ required: false, format: 'date-time', description: 'When it happened; now if you do not say.' })
  occurredAt?: string;

  @ApiProperty({ required: false, minLength: 1, maxLength: 256 })
  orderingKey?: string;
}

export class EmitBatchDto {
  @ApiProperty({ type: [EmitEventDto], minItems: 1 })
  events!: EmitEventDto[];
}

export class EmittedEventDto {
  @ApiProperty({ example: 'evt_01kah2v2mme1sv0b1hp8r7mxf4' })
  id!: string;

  @ApiProperty({ type: 'integer', description: 'Endpoints that the event is owed to.', example: 1 })
  deliveries!: number;
}

export class BatchResultDto {
  @ApiProperty({ type: 'integer', example: 202 })
  status!: number;

  @ApiProperty({ required: false, example: 'evt_01kah2v2mme1sv0b1hp8r7mxf4' })
  id?: string;

  @ApiProperty({ required: false, type: 'integer' })
  deliveries?: number;

  @ApiProperty({ required: false, type: ProblemDto })
  problem?: object;
}

export class BatchResultsDto {
  @ApiProperty({ type: [BatchResultDto], description: 'In the order of the events.' })
  results!: BatchResultDto[];
}

export class EventQueryDto extends PayloadQueryDto {
  @ApiProperty({ required: false, example: 'evt_01kah2v2mme1sv0b1hp8r7mxf4' })
  @Optional()
  @IsString()
  @MaxLength(64)
  id?: string;

  @ApiProperty({ required: false, maxLength: 256, description: 'The id that you gave the event.' })
  @Optional()
  @IsText(256)
  operatorId?: string;

  @ApiProperty({ required: false, type: [String], description: 'A name; one of several, when given several times.' })
  @Optional()
  @Repeatable(20)
  @IsEventTypeName({ each: true })
  type?: string[];

  @ApiProperty({ required: false, maxLength: 256 })
  @Optional()
  @IsText(256)
  orderingKey?: string;
}

export class ListedEventDto {
  @ApiProperty({ example: 'evt_01kah2v2mme1sv0b1hp8r7mxf4' })
  id!: string;

  @ApiProperty({ example: 'customer.event.create' })
  type!: string;

  @ApiProperty({ format: 'date-time' })
  occurredAt!: string;

  @ApiProperty({ format: 'date-time', description: 'When it was accepted.' })
  createdAt!: string;

  @ApiProperty({ type: 'string', nullable: true })
  orderingKey!: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'The id that you gave the event.' })
  operatorId!: string | null;
}

export class EventDto extends ListedEventDto {
  @ApiProperty({ ...anyJson, example: {}, description: 'The payload, byte for byte as it was emitted.' })
  payload!: unknown;
}

export class EventPageDto extends PageOf(ListedEventDto) {}

import { ApiProperty, OmitType } from '@nestjs/swagger';
import { IsString, MaxLength, ValidateIf } from 'class-validator';
import { AttemptDto, AttemptRequestDto } from '../deliveries/attempts.dto.js';
import { anyJson } from '../http/openapi-decorators.js';
import { Optional } from '../http/field-rules.js';

export class TestSendDto {
  @ApiProperty({
    required: false,
    maxLength: 128,
    example: 'customer.event.create',
    description: "A type of the catalogue, or the contract's own for tests, which it is if you do not say.",
  })
  @Optional()
  @IsString()
  @MaxLength(128)
  eventType?: string;

  @ApiProperty({
    required: false,
    ...anyJson,
    example: { customer_id: '0197f9c1-4818-7141-9c2a-22000108e736', email: 'jane@example.com' },
    description:
      "The type's sample if you do not say. Must be as the schema of the type says; signed and sent byte for byte.",
  })
  @ValidateIf(() => false)
  payload?: unknown;
}

export class TestRequestDto extends AttemptRequestDto {
  @ApiProperty({
    type: 'string',
    nullable: true,
    example: '{}',
    description: 'As it was sent; null when none could be made.',
  })
  body!: string | null;
}

/** An attempt that no delivery was made for. */
export class TestAttemptDto extends OmitType(AttemptDto, [
  'id',
  'deliveryId',
  'endpointId',
  'deliveryState',
  'request',
]) {
  @ApiProperty({ type: 'null', example: null, description: 'Null: a test is not kept in the log.' })
  id!: null;

  @ApiProperty({ type: 'null', example: null, description: 'Null: a test is no delivery.' })
  deliveryId!: null;

  @ApiProperty({ example: 'evt_01kah2v2mme1sv0b1hp8r7mxf4', description: 'Made for this test; no event has it.' })
  eventId!: string;

  @ApiProperty({ example: 'customer.event.create' })
  eventType!: string;

  @ApiProperty({ type: TestRequestDto })
  request!: TestRequestDto;
}

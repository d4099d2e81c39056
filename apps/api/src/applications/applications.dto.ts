import { ApiProperty, PartialType } from '@nestjs/swagger';
import { contracts } from '#events';
import { IsIn } from 'class-validator';
import { IsName, IsStringMap, IsUid, Optional } from '../http/field-rules.js';
import { PageOf } from '../http/page.dto.js';

const contractNames = Object.keys(contracts);

export class CreateApplicationDto {
  @ApiProperty({ maxLength: 200, example: 'Acme Inc.' })
  @IsName()
  name!: string;

  @ApiProperty({
    required: false,
    maxLength: 200,
    example: 'acme',
    description: 'An id of your choosing. It may stand wherever the id may.',
  })
  @Optional()
  @IsUid()
  uid?: string;

  @ApiProperty({ required: false, enum: contractNames, default: 'standard', description: 'What new endpoints get.' })
  @Optional()
  @IsIn(contractNames)
  contract?: string;

  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: { type: 'string' },
    example: {},
    description: 'What the envelopes of contracts need from outside the event, for all endpoints.',
  })
  @Optional()
  @IsStringMap(50, 500)
  contractValues?: Record<string, string>;
}

export class UpdateApplicationDto extends PartialType(CreateApplicationDto, { skipNullProperties: false }) {}

export class ApplicationDto {
  @ApiProperty({ example: 'app_01kah2v2mme1sv0b1hp8r7mxf4' })
  id!: string;

  @ApiProperty({ type: 'string', nullable: true, example: 'acme' })
  uid!: string | null;

  @ApiProperty({ example: 'Acme Inc.' })
  name!: string;

  @ApiProperty({ enum: contractNames })
  contract!: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: {} })
  contractValues!: Record<string, string>;

  @ApiProperty({
    example: false,
    description:
      "It is the platform's own, which tells its operator of endpoints and deliveries that fail: it cannot be deleted.",
  })
  system!: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

export class ApplicationPageDto extends PageOf(ApplicationDto) {}

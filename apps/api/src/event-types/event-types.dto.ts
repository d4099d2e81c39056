import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { contracts, type ContractName } from '#events';
import { IsBoolean, IsIn, IsObject, IsString, MaxLength, ValidateIf } from 'class-validator';
import { IsEventTypeName, IsText, Optional } from '../http/field-rules.js';
import { anyJson } from '../http/openapi-decorators.js';
import { PageOf } from '../http/page.dto.js';
import { PageQueryDto } from '../http/page-query.dto.js';

/** Longest description of an event type, in characters. */
export const maxDescriptionLength = 2_000;

const contractNames = Object.keys(contracts);

/** Who documents event types: the built-in contracts, and the platform itself. */
const documenters = [...contractNames, 'postrider'];

export class CreateEventTypeDto {
  @ApiProperty({ example: 'invoice.paid', maxLength: 128 })
  @IsEventTypeName()
  name!: string;

  @ApiProperty({
    required: false,
    example: 'invoice',
    maxLength: 128,
    description: 'What subscriptions may name to get all of its types; the first word of the name if you do not say.',
  })
  @Optional()
  @IsEventTypeName()
  category?: string;

  @ApiProperty({ required: false, maxLength: maxDescriptionLength, default: '' })
  @Optional()
  @IsText(maxDescriptionLength)
  description?: string;

  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: true,
    default: {},
    example: { type: 'object', required: ['amount'], properties: { amount: { type: 'integer' } } },
    description: 'JSON Schema (2020-12) of the payload.',
  })
  @Optional()
  @IsObject()
  schema?: Record<string, unknown>;

  @ApiProperty({
    required: false,
    ...anyJson,
    example: { amount: 100 },
    description: 'A payload that the schema accepts.',
  })
  @ValidateIf(() => false)
  sample?: unknown;

  @ApiProperty({ required: false, default: false })
  @Optional()
  @IsBoolean()
  deprecated?: boolean;
}

export class UpdateEventTypeDto extends PartialType(OmitType(CreateEventTypeDto, ['name']), {
  skipNullProperties: false,
}) {}

export class EventTypeDto {
  @ApiProperty({ example: 'customer.event.create' })
  name!: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: 'gridio',
    description: "The contract that documents it, `postrider` for the platform's own; null for your own types.",
  })
  contract!: string | null;

  @ApiProperty({ example: 'customer_event' })
  category!: string;

  @ApiProperty({ example: 'A new end-user completed the onboarding flow.' })
  description!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, example: {} })
  schema!: unknown;

  @ApiProperty({ ...anyJson, example: {}, description: 'A payload that the schema accepts; null if there is none.' })
  sample!: unknown;

  @ApiProperty()
  deprecated!: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

export class EventTypePageDto extends PageOf(EventTypeDto) {}

export class EventTypeQueryDto extends PageQueryDto {
  @ApiProperty({ required: false, enum: documenters })
  @Optional()
  @IsIn(documenters)
  contract?: string;

  @ApiProperty({ required: false })
  @Optional()
  @IsString()
  @MaxLength(128)
  category?: string;
}

export class CatalogueQueryDto {
  @ApiProperty({
    required: false,
    enum: contractNames,
    default: 'standard',
    description: 'Whose event types; your own are with `standard`.',
  })
  @Optional()
  @IsIn(contractNames)
  contract?: ContractName;
}

export class ImportedEventTypesDto {
  @ApiProperty({ type: [String], example: ['invoice.paid'], description: 'Names of the types that are new.' })
  created!: string[];

  @ApiProperty({ type: [String], example: [], description: 'Names of the types that were there, and were replaced.' })
  updated!: string[];
}

import { ApiProperty, PartialType, PickType } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import { accesses, type Access } from '../auth/access.js';
import { IsName, IsTimestamp, Optional } from '../http/field-rules.js';
import { PageOf } from '../http/page.dto.js';

const maxRatePerSecond = 100_000;

export class CreateApiKeyDto {
  @ApiProperty({ maxLength: 200, example: 'billing service' })
  @IsName()
  name!: string;

  @ApiProperty({
    required: false,
    example: 'acme',
    description: 'Id or uid of the one application that the key is for; without it the key is an admin key.',
  })
  @Optional()
  @IsString()
  @MaxLength(200)
  application?: string;

  @ApiProperty({
    required: false,
    enum: accesses,
    default: 'write',
    description: 'A key that may only `read` sees all of its scope but the values of secrets, and changes nothing.',
  })
  @Optional()
  @IsIn(accesses)
  access?: Access;

  @ApiProperty({
    required: false,
    format: 'date-time',
    description: 'When it ceases to be valid, which must be to come; without it, when it is revoked.',
  })
  @Optional()
  @IsTimestamp()
  expiresAt?: string;

  @ApiProperty({
    required: false,
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: maxRatePerSecond,
    example: 500,
    description:
      'Requests a second that this key may make; null for what the server says of its kind: admin keys are not ' +
      'limited, those of an application are.',
  })
  @ValidateIf((_object, value) => value !== undefined && value !== null)
  @IsInt()
  @Min(1)
  @Max(maxRatePerSecond)
  rateLimitPerSecond?: number | null;
}

export class UpdateApiKeyDto extends PartialType(PickType(CreateApiKeyDto, ['name', 'rateLimitPerSecond']), {
  skipNullProperties: false,
}) {}

export class ApiKeyDto {
  @ApiProperty({ example: 'key_01kah2v2mme1sv0b1hp8r7mxf4' })
  id!: string;

  @ApiProperty({ example: 'billing service' })
  name!: string;

  @ApiProperty({ example: 'ptr_k3Qv…', description: 'How the key begins.' })
  hint!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'Id of its application; null for an admin key.' })
  application!: string | null;

  @ApiProperty({ enum: accesses })
  access!: Access;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Requests a second; null for what the server says.' })
  rateLimitPerSecond!: number | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'Null if it is valid until revoked.',
  })
  expiresAt!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'To the minute.' })
  lastUsedAt!: string | null;
}

export class CreatedApiKeyDto extends ApiKeyDto {
  @ApiProperty({
    example: 'ptr_k3QvXo1b7uYdG5s2nT0wZr8eLm4cHj6aPi9fKqVxBUE',
    description: 'The key. It is shown here and never again.',
  })
  key!: string;
}

export class ApiKeyPageDto extends PageOf(ApiKeyDto) {}

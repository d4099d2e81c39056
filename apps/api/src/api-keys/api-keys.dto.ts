import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { IsName, Optional } from '../http/field-rules.js';
import { PageOf } from '../http/page.dto.js';

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
}

export class ApiKeyDto {
  @ApiProperty({ example: 'key_01kah2v2mme1sv0b1hp8r7mxf4' })
  id!: string;

  @ApiProperty({ example: 'billing service' })
  name!: string;

  @ApiProperty({ example: 'ptr_k3Qv…', description: 'How the key begins.' })
  hint!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'Id of its application; null for an admin key.' })
  application!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'To the minute.' })
  lastUsedAt!: string | null;
}

export class CreatedApiKeyDto extends ApiKeyDto {
  @ApiProperty({ description: 'The key. It is shown here and never again.' })
  key!: string;
}

export class ApiKeyPageDto extends PageOf(ApiKeyDto) {}

import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { accesses, type Access } from '../auth/access.js';
import { IsName, Optional } from '../http/field-rules.js';
import { PageOf } from '../http/page.dto.js';

const minSeconds = 60;
const maxSeconds = 86_400;

export class CreatePortalSessionDto {
  @ApiProperty({
    required: false,
    type: 'integer',
    minimum: minSeconds,
    maximum: maxSeconds,
    default: 3_600,
    description: 'How long it is valid. It cannot be prolonged: make another one.',
  })
  @Optional()
  @IsInt()
  @Min(minSeconds)
  @Max(maxSeconds)
  expiresInSeconds?: number;

  @ApiProperty({
    required: false,
    enum: accesses,
    default: 'write',
    description: 'Whoever may only `read` sees everything but the values of secrets, and changes nothing.',
  })
  @Optional()
  @IsIn(accesses)
  access?: Access;

  @ApiProperty({
    required: false,
    maxLength: 200,
    example: 'jane@acme.example',
    description: 'Who it is for, in your words; for people who look at the list.',
  })
  @Optional()
  @IsName()
  name?: string;
}

export class PortalSessionDto {
  @ApiProperty({ example: 'ps_01kah2v2mme1sv0b1hp8r7mxf4' })
  id!: string;

  @ApiProperty({ type: 'string', nullable: true, example: 'jane@acme.example' })
  name!: string | null;

  @ApiProperty({ description: 'Id of its application.', example: 'app_01kah2v2mme1sv0b1hp8r7mxf4' })
  application!: string;

  @ApiProperty({ enum: accesses })
  access!: Access;

  @ApiProperty({
    example: 'key_01kah2v2mme1sv0b1hp8r7mxf4',
    description: 'Id of the API key that made it. It ends with that key.',
  })
  madeBy!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'To the minute.' })
  lastUsedAt!: string | null;
}

export class CreatedPortalSessionDto extends PortalSessionDto {
  @ApiProperty({
    example: 'ptrp_mCJq0bP7vQ2mT4xV5oZr8yEwA1sD3fG6hJ9kL0nB2cU',
    description: 'The bearer token. It is shown here and never again.',
  })
  token!: string;
}

export class PortalSessionPageDto extends PageOf(PortalSessionDto) {}

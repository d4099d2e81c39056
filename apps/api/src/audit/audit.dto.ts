import { ApiProperty } from '@nestjs/swagger';
import {
  actorKinds,
  auditActions,
  auditedResources,
  type ActorKind,
  type AuditAction,
  type AuditedResource,
} from '#persistence';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { IsText, Optional } from '../http/field-rules.js';
import { PageOf } from '../http/page.dto.js';
import { SpanQueryDto } from '../http/span.js';

const changesExample = { name: { before: 'example.com', after: 'Orders' } };

export class AuditQueryDto extends SpanQueryDto {
  @ApiProperty({
    required: false,
    example: 'key_01kah2v2mme1sv0b1hp8r7mxf4',
    description: 'Id of an API key or of a portal session.',
  })
  @Optional()
  @IsString()
  @MaxLength(64)
  actor?: string;

  @ApiProperty({ required: false, enum: actorKinds })
  @Optional()
  @IsIn(actorKinds)
  actorKind?: ActorKind;

  @ApiProperty({ required: false, enum: auditActions })
  @Optional()
  @IsIn(auditActions)
  action?: AuditAction;

  @ApiProperty({
    required: false,
    example: 'ep_01kah2v2mme1sv0b1hp8r7mxf4',
    description: 'Id of what was changed, or the name of an event type.',
  })
  @Optional()
  @IsText(128)
  resource?: string;

  @ApiProperty({ required: false, enum: auditedResources })
  @Optional()
  @IsIn(auditedResources)
  resourceType?: AuditedResource;
}

export class ActorDto {
  @ApiProperty({ enum: actorKinds })
  kind!: ActorKind;

  @ApiProperty({ type: 'string', nullable: true, description: 'Null for the platform itself.' })
  id!: string | null;

  @ApiProperty({ type: 'string', nullable: true, example: 'billing service', description: 'As it was then.' })
  name!: string | null;
}

export class AuditedResourceDto {
  @ApiProperty({ enum: auditedResources })
  type!: AuditedResource;

  @ApiProperty({ example: 'ep_01kah2v2mme1sv0b1hp8r7mxf4' })
  id!: string;
}

export class AuditEntryDto {
  @ApiProperty({ example: 'aud_01kah2v2mme1sv0b1hp8r7mxf4' })
  id!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({
    type: ActorDto,
    description: 'To the holder of a key of one application, an admin key has neither id nor name.',
  })
  actor!: ActorDto;

  @ApiProperty({ enum: auditActions })
  action!: AuditAction;

  @ApiProperty({ type: AuditedResourceDto })
  resource!: AuditedResourceDto;

  @ApiProperty({ type: 'string', nullable: true, description: 'Id of the application; null for what is of none.' })
  application!: string | null;

  @ApiProperty({ type: 'string', nullable: true, example: '203.0.113.7', description: 'Null of the platform itself.' })
  remoteAddress!: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: '`x-request-id` of the request.' })
  requestId!: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: changesExample,
    description:
      'The fields that changed, each with what it was (`before`) and is (`after`). Secrets, values of headers, ' +
      'queries of URLs, schemas and samples are not written down; that they changed is.',
  })
  changes!: Readonly<Record<string, unknown>>;
}

export class AuditPageDto extends PageOf(AuditEntryDto) {}

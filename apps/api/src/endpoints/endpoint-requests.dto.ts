import { ApiProperty, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsName, IsStringMap, IsText, Optional } from '../http/field-rules.js';
import { contractNames, contractOptionsSchema, retryPolicySchema } from './endpoint-schemas.js';

export class SubscriptionDto {
  @ApiProperty({
    example: 'customer.event.*',
    description: 'An event type, a prefix with `.*`, a category, or `*` for everything.',
  })
  @IsString()
  @MaxLength(128)
  eventType!: string;

  @ApiProperty({
    required: false,
    allOf: [{ $ref: '#/components/schemas/Filter' }],
    example: { path: '/customer_id', prefix: '0197' },
    description: 'What the payload must be; any will do if you do not say. Shown as it was given.',
  })
  @ValidateIf(() => false)
  filter?: unknown;
}

export class RateLimitDto {
  @ApiProperty({ minimum: 0.01, maximum: 10_000, example: 50 })
  @IsNumber()
  @Min(0.01)
  @Max(10_000)
  perSecond!: number;

  @ApiProperty({
    required: false,
    type: 'integer',
    minimum: 1,
    maximum: 10_000,
    description: 'At once; as many as a second has if you do not say.',
  })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  burst?: number;
}

export class CreateEndpointDto {
  @ApiProperty({ maxLength: 2048, example: 'https://example.com/webhooks' })
  @IsString()
  @MaxLength(2048)
  url!: string;

  @ApiProperty({ required: false, maxLength: 200, description: "The URL's host if you do not say." })
  @Optional()
  @IsName()
  name?: string;

  @ApiProperty({ required: false, maxLength: 2000, default: '' })
  @Optional()
  @IsText(2000)
  description?: string;

  @ApiProperty({ type: [SubscriptionDto], minItems: 1 })
  @IsArray()
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => SubscriptionDto)
  subscriptions!: SubscriptionDto[];

  @ApiProperty({ required: false, enum: contractNames, description: "The application's if you do not say." })
  @Optional()
  @IsIn(contractNames)
  contract?: string;

  @ApiProperty({ required: false, ...contractOptionsSchema, example: {} })
  @Optional()
  @IsObject()
  contractOptions?: Record<string, unknown>;

  @ApiProperty({ selfRequired: false, type: 'object', additionalProperties: { type: 'string' }, example: {} })
  @Optional()
  @IsStringMap(50, 500)
  contractValues?: Record<string, string>;

  @ApiProperty({
    required: false,
    ...retryPolicySchema,
    example: 'exponential-24h',
    description: "A policy or the name of one; the contract's if you do not say.",
  })
  @ValidateIf(() => false)
  retryPolicy?: unknown;

  @ApiProperty({ required: false, type: 'integer', nullable: true, minimum: 500, maximum: 60_000, example: 10_000 })
  @ValidateIf((_object, value) => value !== undefined && value !== null)
  @IsInt()
  @Min(500)
  @Max(60_000)
  timeoutMs?: number | null;

  @ApiProperty({
    required: false,
    type: [Number],
    maxItems: 50,
    example: [],
    description: "Statuses that count as success; none: the contract's rule.",
  })
  @Optional()
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(200, { each: true })
  @Max(599, { each: true })
  successStatuses?: number[];

  @ApiProperty({ required: false, enum: ['none', 'fifo'] })
  @Optional()
  @IsIn(['none', 'fifo'])
  ordering?: 'none' | 'fifo';

  @ApiProperty({ required: false, type: RateLimitDto, nullable: true })
  @ValidateIf((_object, value) => value !== undefined && value !== null)
  @IsObject()
  @ValidateNested()
  @Type(() => RateLimitDto)
  rateLimit?: RateLimitDto | null;

  @ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: 1000, default: 32 })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(1000)
  maxConcurrency?: number;

  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { 'x-api-key': 'k' },
    description: 'Sent with every request.',
  })
  @Optional()
  @IsObject()
  headers?: Record<string, string>;

  @ApiProperty({ selfRequired: false, type: 'object', additionalProperties: { type: 'string' }, example: {} })
  @Optional()
  @IsStringMap()
  metadata?: Record<string, string>;
}

export class UpdateEndpointDto extends PartialType(CreateEndpointDto, { skipNullProperties: false }) {}

export class PauseEndpointDto {
  @ApiProperty({ required: false, maxLength: 200 })
  @Optional()
  @IsName()
  reason?: string;
}

export class ResumeEndpointDto {
  @ApiProperty({
    required: false,
    enum: ['send', 'latest', 'discard'],
    default: 'send',
    description:
      'What becomes of the deliveries that were held: all are sent, or the newest event of each ordering key (of each type, where there is none), or none.',
  })
  @Optional()
  @IsIn(['send', 'latest', 'discard'])
  backlog?: 'send' | 'latest' | 'discard';
}

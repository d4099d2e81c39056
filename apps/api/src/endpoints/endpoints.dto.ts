import { ApiProperty } from '@nestjs/swagger';
import { PageOf } from '../http/page.dto.js';
import { SecretDto } from '../secrets/secrets.dto.js';
import { RateLimitDto, SubscriptionDto } from './endpoint-requests.dto.js';
import { contractNames, contractOptionsSchema, retryPolicySchema } from './endpoint-schemas.js';
import { warningCodes } from './endpoint-warnings.js';

export class EndpointDto {
  @ApiProperty({ example: 'ep_01kah2v2mme1sv0b1hp8r7mxf4' })
  id!: string;

  @ApiProperty({ example: 'https://example.com/webhooks' })
  url!: string;

  @ApiProperty({ example: 'example.com' })
  name!: string;

  @ApiProperty({ example: '' })
  description!: string;

  @ApiProperty({ type: [SubscriptionDto] })
  subscriptions!: SubscriptionDto[];

  @ApiProperty({ enum: contractNames })
  contract!: string;

  @ApiProperty({ ...contractOptionsSchema, example: {} })
  contractOptions!: unknown;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: {} })
  contractValues!: unknown;

  @ApiProperty({ ...retryPolicySchema, example: 'exponential-24h' })
  retryPolicy!: unknown;

  @ApiProperty({ type: 'integer', example: 10_000 })
  timeoutMs!: number;

  @ApiProperty({ type: [Number], example: [] })
  successStatuses!: number[];

  @ApiProperty({ enum: ['none', 'fifo'] })
  ordering!: string;

  @ApiProperty({ type: RateLimitDto, nullable: true })
  rateLimit!: unknown;

  @ApiProperty({ type: 'integer', example: 32 })
  maxConcurrency!: number;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: {} })
  headers!: unknown;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: {} })
  metadata!: unknown;

  @ApiProperty({ enum: ['active', 'paused', 'disabled'] })
  state!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'Why it is in this state; null if nobody said.' })
  stateReason!: string | null;

  @ApiProperty({ format: 'date-time' })
  stateSince!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

export class EndpointWarningDto {
  @ApiProperty({ enum: warningCodes })
  code!: string;

  @ApiProperty({ example: '/url', description: 'JSON Pointer into the body that was sent.' })
  pointer!: string;

  @ApiProperty({ example: 'The value of "token" in the query looks like a credential.' })
  detail!: string;
}

export class UpdatedEndpointDto extends EndpointDto {
  @ApiProperty({
    type: [EndpointWarningDto],
    description: 'What was done as it was asked, and may not have been meant. docs/errors.md has the codes.',
  })
  warnings!: readonly EndpointWarningDto[];
}

export class CreatedEndpointDto extends UpdatedEndpointDto {
  @ApiProperty({ type: [SecretDto], description: 'The secret that was made with it.' })
  secrets!: SecretDto[];
}

export class EndpointPageDto extends PageOf(EndpointDto) {}

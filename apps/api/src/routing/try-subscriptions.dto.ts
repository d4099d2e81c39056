import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMinSize, IsArray, IsString, MaxLength, ValidateIf, ValidateNested } from 'class-validator';
import { SubscriptionDto } from '../endpoints/endpoint-requests.dto.js';
import { anyJson } from '../http/openapi-decorators.js';
import { Optional } from '../http/field-rules.js';
import { SubscriptionVerdictDto } from './routing.dto.js';

export class TrySubscriptionsDto {
  @ApiProperty({ required: false, maxLength: 128, example: 'customer.event.create', description: 'With `payload`.' })
  @Optional()
  @IsString()
  @MaxLength(128)
  eventType?: string;

  @ApiProperty({
    required: false,
    ...anyJson,
    example: { customer_id: '0197f9c1-4818-7141-9c2a-22000108e736', email: 'jane@example.com' },
    description: 'As it would be emitted; must be as the schema of the type says.',
  })
  @ValidateIf(() => false)
  payload?: unknown;

  @ApiProperty({
    required: false,
    maxLength: 64,
    description: 'An event of the application (`evt_…`), instead of a type and a payload.',
  })
  @Optional()
  @IsString()
  @MaxLength(64)
  eventId?: string;

  @ApiProperty({
    required: false,
    type: [SubscriptionDto],
    minItems: 1,
    description: "Subscriptions to try; the endpoint's own if you do not say.",
  })
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => SubscriptionDto)
  subscriptions?: SubscriptionDto[];
}

export class TriedSubscriptionsDto {
  @ApiProperty({ description: 'Whether the endpoint would be owed the event: any of the subscriptions matches.' })
  matched!: boolean;

  @ApiProperty({ example: 'customer.event.create' })
  eventType!: string;

  @ApiProperty({ type: [SubscriptionVerdictDto], description: 'In the order of the subscriptions.' })
  subscriptions!: readonly SubscriptionVerdictDto[];
}

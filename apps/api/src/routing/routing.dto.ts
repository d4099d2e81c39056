import { ApiProperty } from '@nestjs/swagger';
import { deliveryStates } from '#events';
import { PageOf } from '../http/page.dto.js';
import { routeReasons, type RouteReason } from './explain-route.js';
import { subscriptionReasons, type SubscriptionReason } from './judge-subscription.js';

export class MismatchDto {
  @ApiProperty({ example: '/and/0', description: 'JSON Pointer (RFC 6901) of the part of the filter.' })
  filter!: string;

  @ApiProperty({ example: '/amount/value', description: 'JSON Pointer of the field in the payload.' })
  path!: string;

  @ApiProperty({ example: 'gte 1000', description: 'What the filter asks of the field.' })
  expected!: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: '999.50',
    description: 'JSON text of what is there, cut to 200 characters; null when nothing is.',
  })
  found!: string | null;
}

export class SubscriptionVerdictDto {
  @ApiProperty({ example: 'invoice.*', description: "The subscription's pattern." })
  eventType!: string;

  @ApiProperty({ enum: subscriptionReasons })
  reason!: SubscriptionReason;

  @ApiProperty({
    example: '/amount/value is 999.50, but the filter asks: gte 1000.',
    description: 'The reason in a sentence, for people.',
  })
  explanation!: string;

  @ApiProperty({ type: [MismatchDto], description: 'Where the filter does not match; empty for any other reason.' })
  mismatches!: readonly MismatchDto[];
}

export class RoutedDeliveryDto {
  @ApiProperty({ example: 'dlv_01kah2v2mme1sv0b1hp8r7mxf4' })
  id!: string;

  @ApiProperty({ enum: deliveryStates })
  state!: string;

  @ApiProperty({ type: 'integer', description: 'All attempts, those before a redelivery included.', example: 1 })
  attemptCount!: number;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'Null when nothing is owed.' })
  nextAttemptAt!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  finishedAt!: string | null;
}

export class HoldDto {
  @ApiProperty({ enum: ['paused', 'disabled'] })
  state!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'Why; null if nobody said.' })
  stateReason!: string | null;

  @ApiProperty({ format: 'date-time' })
  since!: string;
}

export class RouteDto {
  @ApiProperty({ example: 'ep_01kah2v2mme1sv0b1hp8r7mxf4' })
  endpointId!: string;

  @ApiProperty({ type: 'string', nullable: true, example: 'example.com', description: 'Null once it is deleted.' })
  endpointName!: string | null;

  @ApiProperty({
    enum: routeReasons,
    description:
      'The state of the delivery, `held` while it waits for an endpoint that is not active; or why there is none. ' +
      '`unexplained`: the subscriptions match now, and nothing on record tells why they did not then.',
  })
  reason!: RouteReason;

  @ApiProperty({ example: 'Delivered at attempt 1.', description: 'The reason in a sentence, for people.' })
  explanation!: string;

  @ApiProperty({ type: RoutedDeliveryDto, nullable: true, description: 'Null when the endpoint was never owed it.' })
  delivery!: RoutedDeliveryDto | null;

  @ApiProperty({ type: HoldDto, nullable: true, description: 'What a delivery that is held waits for.' })
  held!: HoldDto | null;

  @ApiProperty({
    type: [SubscriptionVerdictDto],
    description: "Where there is no delivery: the endpoint's subscriptions to the type, as they are now.",
  })
  subscriptions!: readonly SubscriptionVerdictDto[];
}

export class RoutePageDto extends PageOf(RouteDto) {}

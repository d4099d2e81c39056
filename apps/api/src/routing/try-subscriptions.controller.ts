import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Reads } from '../auth/access.js';
import { applicationOf } from '../auth/caller.js';
import { subscriptionFields } from '../endpoints/check-subscriptions.js';
import { Refuses } from '../http/openapi-decorators.js';
import { payloadTextOf } from '../test-sends/test-event.js';
import { TrySubscriptions } from './try-subscriptions.js';
import { TriedSubscriptionsDto, TrySubscriptionsDto } from './try-subscriptions.dto.js';

@ApiTags('Endpoints')
@ApiParam({ name: 'app', description: 'Id or uid of the application.' })
@Controller('v1/applications/:app/endpoints/:endpoint/subscriptions/try')
export class TrySubscriptionsController {
  constructor(private readonly subscriptions: TrySubscriptions) {}

  @Post()
  @Reads()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Try subscriptions on an event',
    description:
      'Tells of each subscription whether it wants the event and, if not, which field its filter stops at. Give a ' +
      'type with a payload, or the id of an event. Sends and stores nothing.',
  })
  @ApiOkResponse({ type: TriedSubscriptionsDto })
  @Refuses(
    'application_not_found',
    'endpoint_not_found',
    'event_not_found',
    'unknown_event_type',
    'payload_invalid',
    'filter_invalid',
  )
  try(
    @Req() request: FastifyRequest,
    @Param('endpoint') id: string,
    @Body() { eventId, eventType, subscriptions }: TrySubscriptionsDto,
  ): Promise<TriedSubscriptionsDto> {
    const { bodyText } = request;
    const payloadText = payloadTextOf(bodyText);
    const tried = {
      ...(eventId !== undefined && { eventId }),
      ...(eventType !== undefined && { eventType }),
      ...(payloadText !== undefined && { payloadText }),
    };
    const given = subscriptions && subscriptionFields(subscriptions, bodyText);
    return this.subscriptions.try(applicationOf(request), id, tried, given);
  }
}

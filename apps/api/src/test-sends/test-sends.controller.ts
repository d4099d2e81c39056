import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { authorOf } from '../audit/author.js';
import { applicationOf } from '../auth/caller.js';
import { toAttemptFactsDto } from '../deliveries/to-attempt-dto.js';
import { EndpointLookup } from '../endpoints/endpoint-lookup.js';
import { Refuses } from '../http/openapi-decorators.js';
import { SendTest, type TestAttempt } from './send-test.js';
import { payloadTextOf } from './test-event.js';
import { TestAttemptDto, TestSendDto } from './test-send.dto.js';

@ApiTags('Endpoints')
@ApiParam({ name: 'app', description: 'Id or uid of the application.' })
@Controller('v1/applications/:app/endpoints/:endpoint/test')
export class TestSendsController {
  constructor(
    private readonly endpoints: EndpointLookup,
    private readonly test: SendTest,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Test the connection to an endpoint',
    description:
      'Sends at once, signed as usual, waits for the answer and gives the attempt, whatever came of it: `outcome` ' +
      'tells. Works for endpoints that are paused or disabled too. A test is not stored in the log, is not tried ' +
      "again and has no part in the endpoint's health, rate limit or order.",
  })
  @ApiBody({ type: TestSendDto, required: false })
  @ApiOkResponse({ type: TestAttemptDto })
  @Refuses(
    'application_not_found',
    'endpoint_not_found',
    'unknown_event_type',
    'payload_invalid',
    'too_many_test_sends',
    'sealed_unreadable',
  )
  async send(
    @Req() request: FastifyRequest,
    @Param('endpoint') id: string,
    @Body() { eventType }: TestSendDto,
  ): Promise<TestAttemptDto> {
    const endpoint = await this.endpoints.find(applicationOf(request), id);
    const payloadText = payloadTextOf(request.bodyText);
    const draft = { ...(eventType !== undefined && { eventType }), ...(payloadText !== undefined && { payloadText }) };
    return toTestAttemptDto(await this.test.send(authorOf(request), endpoint, draft));
  }
}

function toTestAttemptDto({ eventId, eventType, startedAt, facts, body }: TestAttempt): TestAttemptDto {
  const { request, ...attempt } = toAttemptFactsDto(facts);
  return {
    ...attempt,
    id: null,
    deliveryId: null,
    eventId,
    eventType,
    number: 1,
    startedAt: startedAt.toISOString(),
    request: { url: request.url, headers: request.headers, body },
  };
}

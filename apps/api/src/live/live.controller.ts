import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { finished } from 'node:stream';
import { Refuses } from '../http/openapi-decorators.js';
import { LiveQueryDto } from './live.dto.js';
import { OpenStream } from './open-stream.js';

const example = [
  'id: 1763692800000_9182:9190:9184_019aa4c8-4e5f-7c2a-9d41-0d6e3b2f7a11_9185:9201:9190',
  'event: attempt',
  'data: {"id":"atm_01kah2v2mme1sv0b1hp8r7mxf4","outcome":"delivered","status":204,…}',
  '',
  '',
].join('\n');

@ApiTags('Deliveries')
@ApiParam({ name: 'app', description: 'Id or uid of the application.' })
@Controller('v1/applications/:app/live')
export class LiveController {
  constructor(private readonly stream: OpenStream) {}

  @Get()
  @ApiOperation({
    summary: 'Hear attempts as they happen',
    description:
      'Server-sent events: `attempt`, whose data is an `AttemptSummaryDto`, for each attempt once it is recorded. A ' +
      'client that was cut off comes back with `Last-Event-ID` and gets what it missed, each attempt once. After ' +
      'more than five minutes, or 5,000 attempts, it gets `gap` instead, with `since` and `until`: the list of ' +
      'attempts has them. A client that does not take what it is sent is cut off. Listen with `curl -N`: a page of ' +
      'documentation waits for the end, and there is none.',
  })
  @ApiHeader({ name: 'last-event-id', required: false, description: '`id` of the last event that was received.' })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' }, example } } })
  @Refuses('application_not_found', 'endpoint_not_found', 'too_many_listeners')
  async listen(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: LiveQueryDto,
  ): Promise<void> {
    const { stream } = await this.stream.open(request, query);
    // An answer to HEAD is over without anybody having read the stream, which would keep its place for ever.
    finished(reply.raw, () => stream.destroy());
    await reply
      .type('text/event-stream; charset=utf-8')
      // Proxies must pass events on one by one, and keep none.
      .headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
      .send(stream);
  }
}

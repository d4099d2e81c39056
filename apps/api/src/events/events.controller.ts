import type { Limits } from '#config';
import { Controller, Get, Header, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Page } from '#persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { InApplication, applicationOf } from '../auth/caller.js';
import { LIMITS } from '../core/tokens.js';
import { Refuses, boundedPages } from '../http/openapi-decorators.js';
import { pageRequest } from '../http/page-query.dto.js';
import { ClaimsInTransaction } from '../idempotency/claims-in-transaction.js';
import { replayedHeader } from '../idempotency/keyed-request.js';
import { eventFilter } from './event-filter.js';
import { EmitBatch } from './emit-batch.js';
import { EmitEvent } from './emit-event.js';
import { readBatch, readEventDraft } from './event-draft.js';
import {
  BatchResultsDto,
  EmitBatchDto,
  EmitEventDto,
  EmittedEventDto,
  EventDto,
  EventPageDto,
  EventQueryDto,
  ListedEventDto,
} from './events.dto.js';
import { EventsService } from './events.service.js';

@ApiTags('Events')
@ApiParam({ name: 'app', description: 'Id or uid of the application.' })
@Controller('v1/applications/:app/events')
export class EventsController {
  constructor(
    private readonly event: EmitEvent,
    private readonly batch: EmitBatch,
    private readonly events: EventsService,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  @Post()
  @ClaimsInTransaction()
  @HttpCode(202)
  @ApiOperation({ summary: 'Emit an event', description: 'Answered once event and deliveries are stored.' })
  @ApiBody({ type: EmitEventDto })
  @ApiAcceptedResponse({ type: EmittedEventDto })
  @Refuses('application_not_found', 'event_id_conflict', 'unknown_event_type', 'payload_invalid', 'backlog_full')
  async emit(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EmittedEventDto> {
    const draft = readEventDraft(request.body, request.bodyText);
    const application = applicationOf(request);
    const { id, deliveries, replayed } = await (request.keyed === null
      ? this.event.emit(application, draft)
      : this.event.emitOnce(application, draft, request.keyed));
    if (replayed) void reply.header(replayedHeader, 'true');
    return { id, deliveries };
  }

  @Post('batch')
  @ClaimsInTransaction()
  @HttpCode(207)
  @ApiOperation({
    summary: 'Emit many events',
    description: 'Each is answered as if it had been emitted alone.',
  })
  @ApiBody({ type: EmitBatchDto })
  @ApiResponse({ status: 207, type: BatchResultsDto })
  @Refuses('application_not_found')
  async emitBatch(@Req() request: FastifyRequest): Promise<BatchResultsDto> {
    const items = readBatch(request.body, request.bodyText, this.limits.maxBatchEvents);
    const application = applicationOf(request);
    const results = await (request.keyed === null
      ? this.batch.emit(application, items)
      : this.batch.emitOnce(application, items, request.keyed));
    return { results };
  }

  @Get()
  @ApiOperation({ summary: 'List events, newest first', description: boundedPages })
  @ApiOkResponse({ type: EventPageDto })
  @Refuses('application_not_found')
  list(@InApplication() application: ApplicationRef, @Query() query: EventQueryDto): Promise<Page<ListedEventDto>> {
    return this.events.list(application, eventFilter(query), pageRequest(query, `events of ${application.id}`));
  }

  @Get(':event')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'Read an event with its payload' })
  @ApiOkResponse({ type: EventDto })
  @Refuses('application_not_found', 'event_not_found')
  read(@InApplication() application: ApplicationRef, @Param('event') id: string): Promise<string> {
    return this.events.read(application, id);
  }
}

import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Author, Page } from '#persistence';
import type { FastifyReply } from 'fastify';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { By } from '../audit/author.js';
import { InApplication } from '../auth/caller.js';
import { Refuses } from '../http/openapi-decorators.js';
import { PageQueryDto, pageRequest } from '../http/page-query.dto.js';
import { CreateRedeliveryDto, RedeliveryDto, RedeliveryPageDto, RedeliveryPreviewDto } from './redeliveries.dto.js';
import { RedeliveriesService } from './redeliveries.service.js';

@ApiTags('Redeliveries')
@ApiParam({ name: 'app', description: 'Id or uid of the application.' })
@Controller('v1/applications/:app/endpoints/:endpoint/redeliveries')
export class RedeliveriesController {
  constructor(private readonly redeliveries: RedeliveriesService) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send deliveries of a span of time again, or events that the endpoint never got',
    description:
      'Goes on in the background, beside fresh events and never before them; one at a time for each endpoint. With ' +
      '`dryRun` it is only counted what would be sent.',
  })
  @ApiAcceptedResponse({ type: RedeliveryDto })
  @ApiOkResponse({ type: RedeliveryPreviewDto, description: 'Of a dry run.' })
  @Refuses('application_not_found', 'endpoint_not_found', 'redelivery_running')
  create(
    @By() author: Author,
    @InApplication() application: ApplicationRef,
    @Param('endpoint') endpoint: string,
    @Body() { dryRun, ...fields }: CreateRedeliveryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RedeliveryDto | RedeliveryPreviewDto> {
    if (dryRun !== true) return this.redeliveries.create(author, application, endpoint, fields);
    void reply.status(200);
    return this.redeliveries.preview(application, endpoint, fields);
  }

  @Get()
  @ApiOperation({ summary: 'List the redeliveries of an endpoint, newest first' })
  @ApiOkResponse({ type: RedeliveryPageDto })
  @Refuses('application_not_found', 'endpoint_not_found')
  list(
    @InApplication() application: ApplicationRef,
    @Param('endpoint') endpoint: string,
    @Query() query: PageQueryDto,
  ): Promise<Page<RedeliveryDto>> {
    return this.redeliveries.list(application, endpoint, pageRequest(query, `redeliveries of ${endpoint}`));
  }

  @Get(':redelivery')
  @ApiOperation({ summary: 'Read a redelivery with its progress' })
  @ApiOkResponse({ type: RedeliveryDto })
  @Refuses('application_not_found', 'endpoint_not_found', 'redelivery_not_found')
  get(
    @InApplication() application: ApplicationRef,
    @Param('endpoint') endpoint: string,
    @Param('redelivery') id: string,
  ): Promise<RedeliveryDto> {
    return this.redeliveries.get(application, endpoint, id);
  }

  @Delete(':redelivery')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stop a redelivery; what it still owes is cancelled' })
  @ApiOkResponse({ type: RedeliveryDto })
  @Refuses('application_not_found', 'endpoint_not_found', 'redelivery_not_found')
  stop(
    @By() author: Author,
    @InApplication() application: ApplicationRef,
    @Param('endpoint') endpoint: string,
    @Param('redelivery') id: string,
  ): Promise<RedeliveryDto> {
    return this.redeliveries.stop(author, application, endpoint, id);
  }
}

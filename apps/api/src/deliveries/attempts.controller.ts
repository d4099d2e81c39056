import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Page } from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { InApplication } from '../auth/caller.js';
import { Refuses, boundedPages } from '../http/openapi-decorators.js';
import { pageRequest } from '../http/page-query.dto.js';
import { AttemptDto, AttemptQueryDto, AttemptSummaryDto, AttemptSummaryPageDto } from './attempts.dto.js';
import { DeliveriesService } from './deliveries.service.js';
import { attemptFilter } from './delivery-filter.js';

@ApiTags('Deliveries')
@ApiParam({ name: 'app', description: 'Id or uid of the application.' })
@Controller('v1/applications/:app/attempts')
export class AttemptsController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Get()
  @ApiOperation({
    summary: 'List the attempts at all endpoints, newest first',
    description:
      `${boundedPages} Requests and responses stand with each attempt. Quick to find are the ` +
      'failures of one endpoint (`endpoint` and `outcome`); anything else is looked for among all attempts, so name ' +
      'a span of time where there are many.',
  })
  @ApiOkResponse({ type: AttemptSummaryPageDto })
  @Refuses('application_not_found')
  list(
    @InApplication() application: ApplicationRef,
    @Query() query: AttemptQueryDto,
  ): Promise<Page<AttemptSummaryDto>> {
    return this.deliveries.attemptsOf(
      application,
      attemptFilter(query),
      pageRequest(query, `attempts of ${application.id}`),
    );
  }

  @Get(':attempt')
  @ApiOperation({ summary: 'Read an attempt with its request and response' })
  @ApiOkResponse({ type: AttemptDto })
  @Refuses('application_not_found', 'attempt_not_found')
  get(@InApplication() application: ApplicationRef, @Param('attempt') id: string): Promise<AttemptDto> {
    return this.deliveries.attempt(application, id);
  }
}

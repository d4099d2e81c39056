import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Page } from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { InApplication } from '../auth/caller.js';
import { Refuses } from '../http/openapi-decorators.js';
import { PageQueryDto, pageRequest } from '../http/page-query.dto.js';
import { RoutePageDto, type RouteDto } from './routing.dto.js';
import { RoutingService } from './routing.service.js';

@ApiTags('Events')
@ApiParam({ name: 'app', description: 'Id or uid of the application.' })
@Controller('v1/applications/:app/events/:event/routing')
export class RoutingController {
  constructor(private readonly routing: RoutingService) {}

  @Get()
  @ApiOperation({
    summary: 'Tell of every endpoint what became of an event, or why it did not get it',
    description: 'Endpoints newest first, with those that are deleted but were owed the event.',
  })
  @ApiOkResponse({ type: RoutePageDto })
  @Refuses('application_not_found', 'event_not_found')
  list(
    @InApplication() application: ApplicationRef,
    @Param('event') id: string,
    @Query() query: PageQueryDto,
  ): Promise<Page<RouteDto>> {
    return this.routing.list(application, id, pageRequest(query, `routing of ${id}`));
  }
}

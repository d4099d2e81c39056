import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { InApplication } from '../auth/caller.js';
import { EndpointLookup } from '../endpoints/endpoint-lookup.js';
import { Refuses } from '../http/openapi-decorators.js';
import { ReadStats } from './read-stats.js';
import { EndpointStatsDto, StatsQueryDto } from './stats.dto.js';
import { statsSpan } from './stats-span.js';

@ApiTags('Endpoints')
@ApiParam({ name: 'app', description: 'Id or uid of the application.' })
@Controller('v1/applications/:app/endpoints/:endpoint/stats')
export class StatsController {
  constructor(
    private readonly endpoints: EndpointLookup,
    private readonly stats: ReadStats,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Count what happened to an endpoint',
    description:
      'Deliveries and attempts of a span of up to 92 days, within the retention, in whole hours by the end of each ' +
      'attempt; what is owed and how the endpoint is, now. Attempts are counted seconds after they are recorded: ' +
      '`countedUntil` tells.',
  })
  @ApiOkResponse({ type: EndpointStatsDto })
  @Refuses('application_not_found', 'endpoint_not_found')
  async read(
    @InApplication() application: ApplicationRef,
    @Param('endpoint') id: string,
    @Query() query: StatsQueryDto,
  ): Promise<EndpointStatsDto> {
    const { since, until } = statsSpan(query, new Date());
    const endpoint = await this.endpoints.find(application, id);
    return this.stats.read(endpoint.id, since, until);
  }
}

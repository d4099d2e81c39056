import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Req,
  UseInterceptors,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { Author, Page } from '#persistence';
import type { FastifyRequest } from 'fastify';
import { By } from '../audit/author.js';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { InApplication } from '../auth/caller.js';
import { Refuses } from '../http/openapi-decorators.js';
import { PageQueryDto, pageRequest } from '../http/page-query.dto.js';
import { RawJsonInterceptor } from '../http/raw-json.interceptor.js';
import { endpointFields } from './endpoint-fields.js';
import { EndpointStateService } from './endpoint-state.service.js';
import { CreateEndpointDto, PauseEndpointDto, ResumeEndpointDto, UpdateEndpointDto } from './endpoint-requests.dto.js';
import { CreatedEndpointDto, EndpointDto, EndpointPageDto, UpdatedEndpointDto } from './endpoints.dto.js';
import { EndpointsService } from './endpoints.service.js';

@ApiTags('Endpoints')
@ApiParam({ name: 'app', description: 'Id or uid of the application.' })
@UseInterceptors(RawJsonInterceptor)
@Controller('v1/applications/:app/endpoints')
export class EndpointsController {
  constructor(
    private readonly endpoints: EndpointsService,
    private readonly states: EndpointStateService,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Create an endpoint, with a secret' })
  @ApiCreatedResponse({ type: CreatedEndpointDto })
  @Refuses('application_not_found', 'filter_invalid', 'destination_not_allowed', 'too_many_endpoints')
  create(
    @By() author: Author,
    @InApplication() application: ApplicationRef,
    @Body() body: CreateEndpointDto,
    @Req() { bodyText }: FastifyRequest,
  ): Promise<CreatedEndpointDto> {
    return this.endpoints.create(author, application, endpointFields(body, bodyText));
  }

  @Get()
  @ApiOperation({ summary: 'List endpoints, newest first' })
  @ApiOkResponse({ type: EndpointPageDto })
  @Refuses('application_not_found')
  list(@InApplication() application: ApplicationRef, @Query() query: PageQueryDto): Promise<Page<EndpointDto>> {
    return this.endpoints.list(application, pageRequest(query, `endpoints of ${application.id}`));
  }

  @Get(':endpoint')
  @ApiOperation({ summary: 'Read an endpoint' })
  @ApiOkResponse({ type: EndpointDto })
  @Refuses('application_not_found', 'endpoint_not_found')
  get(@InApplication() application: ApplicationRef, @Param('endpoint') id: string): Promise<EndpointDto> {
    return this.endpoints.get(application, id);
  }

  @Patch(':endpoint')
  @ApiOperation({
    summary: 'Change an endpoint',
    description: 'What is pending follows from its next attempt on, a new URL included.',
  })
  @ApiOkResponse({ type: UpdatedEndpointDto })
  @Refuses('application_not_found', 'endpoint_not_found', 'filter_invalid', 'destination_not_allowed')
  update(
    @By() author: Author,
    @InApplication() application: ApplicationRef,
    @Param('endpoint') id: string,
    @Body() body: UpdateEndpointDto,
    @Req() { bodyText }: FastifyRequest,
  ): Promise<UpdatedEndpointDto> {
    return this.endpoints.update(author, application, id, endpointFields(body, bodyText));
  }

  @Delete(':endpoint')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an endpoint; what it is owed is cancelled' })
  @ApiNoContentResponse()
  @Refuses('application_not_found', 'endpoint_not_found')
  delete(
    @By() author: Author,
    @InApplication() application: ApplicationRef,
    @Param('endpoint') id: string,
  ): Promise<void> {
    return this.endpoints.delete(author, application, id);
  }

  @Post(':endpoint/pause')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send nothing for a while; what is owed is held' })
  @ApiOkResponse({ type: EndpointDto })
  @Refuses('application_not_found', 'endpoint_not_found')
  pause(
    @By() author: Author,
    @InApplication() application: ApplicationRef,
    @Param('endpoint') id: string,
    @Body() body: PauseEndpointDto,
  ): Promise<EndpointDto> {
    return this.states.pause(author, application, id, body.reason);
  }

  @Post(':endpoint/resume')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Send again to a paused or disabled endpoint',
    description: 'The retry policies of the deliveries that were held and are sent now start over.',
  })
  @ApiOkResponse({ type: EndpointDto })
  @Refuses('application_not_found', 'endpoint_not_found')
  resume(
    @By() author: Author,
    @InApplication() application: ApplicationRef,
    @Param('endpoint') id: string,
    @Body() body: ResumeEndpointDto,
  ): Promise<EndpointDto> {
    return this.states.resume(author, application, id, body.backlog ?? 'send');
  }
}

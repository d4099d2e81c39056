import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { Author, Page } from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { By } from '../audit/author.js';
import { Allow } from '../auth/access.js';
import { CalledBy, InApplication, type Caller } from '../auth/caller.js';
import { Refuses } from '../http/openapi-decorators.js';
import { PageQueryDto, pageRequest } from '../http/page-query.dto.js';
import {
  CreatedPortalSessionDto,
  CreatePortalSessionDto,
  PortalSessionDto,
  PortalSessionPageDto,
} from './portal-sessions.dto.js';
import { PortalSessionsService } from './portal-sessions.service.js';

@ApiTags('Portal sessions')
@ApiParam({ name: 'app', description: 'Id or uid of the application.' })
@Controller('v1/applications/:app/portal-sessions')
@Allow('keys')
export class PortalSessionsController {
  constructor(private readonly sessions: PortalSessionsService) {}

  @Post()
  @ApiOperation({
    summary: 'Make a portal session',
    description:
      "A short-lived bearer token for one application: what a customer's browser holds. It may do everything within " +
      'its application but make or end portal sessions and change the application itself.',
  })
  @ApiCreatedResponse({ type: CreatedPortalSessionDto })
  @Refuses('application_not_found', 'too_many_portal_sessions')
  create(
    @By() author: Author,
    @InApplication() application: ApplicationRef,
    @CalledBy() caller: Caller,
    @Body() body: CreatePortalSessionDto,
  ): Promise<CreatedPortalSessionDto> {
    return this.sessions.create(author, application, caller, body);
  }

  @Get()
  @ApiOperation({ summary: 'List the portal sessions in force, newest first' })
  @ApiOkResponse({ type: PortalSessionPageDto })
  @Refuses('application_not_found')
  list(@InApplication() application: ApplicationRef, @Query() query: PageQueryDto): Promise<Page<PortalSessionDto>> {
    return this.sessions.list(application, pageRequest(query, `portal sessions of ${application.id}`));
  }

  @Get(':session')
  @ApiOperation({ summary: 'Read a portal session: everything but its token' })
  @ApiOkResponse({ type: PortalSessionDto })
  @Refuses('application_not_found', 'portal_session_not_found')
  get(@InApplication() application: ApplicationRef, @Param('session') id: string): Promise<PortalSessionDto> {
    return this.sessions.get(application, id);
  }

  @Delete(':session')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke a portal session' })
  @ApiNoContentResponse()
  @Refuses('application_not_found', 'portal_session_not_found')
  revoke(
    @By() author: Author,
    @InApplication() application: ApplicationRef,
    @Param('session') id: string,
  ): Promise<void> {
    return this.sessions.revoke(author, application, id);
  }
}

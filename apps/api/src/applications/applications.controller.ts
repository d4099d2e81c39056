import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { Author, Page } from '#persistence';
import { By } from '../audit/author.js';
import { Allow } from '../auth/access.js';
import { InApplication } from '../auth/caller.js';
import { Refuses } from '../http/openapi-decorators.js';
import { PageQueryDto, pageRequest } from '../http/page-query.dto.js';
import type { ApplicationRef } from './application-lookup.js';
import { ApplicationDto, ApplicationPageDto, CreateApplicationDto, UpdateApplicationDto } from './applications.dto.js';
import { ApplicationsService } from './applications.service.js';

const appParameter = { name: 'app', description: 'Id or uid of the application.' };

@ApiTags('Applications')
@Controller('v1/applications')
export class ApplicationsController {
  constructor(private readonly applications: ApplicationsService) {}

  @Post()
  @Allow('admin')
  @ApiOperation({ summary: 'Create an application' })
  @ApiCreatedResponse({ type: ApplicationDto })
  @Refuses('application_uid_taken', 'too_many_applications')
  create(@By() author: Author, @Body() body: CreateApplicationDto): Promise<ApplicationDto> {
    return this.applications.create(author, body);
  }

  @Get()
  @Allow('admin')
  @ApiOperation({ summary: 'List applications, newest first' })
  @ApiOkResponse({ type: ApplicationPageDto })
  list(@Query() query: PageQueryDto): Promise<Page<ApplicationDto>> {
    return this.applications.list(pageRequest(query, 'applications'));
  }

  @Get(':app')
  @ApiParam(appParameter)
  @ApiOperation({ summary: 'Read an application' })
  @ApiOkResponse({ type: ApplicationDto })
  @Refuses('application_not_found')
  get(@InApplication() application: ApplicationRef): Promise<ApplicationDto> {
    return this.applications.get(application);
  }

  @Patch(':app')
  @ApiParam(appParameter)
  @Allow('admin')
  @ApiOperation({ summary: 'Change an application' })
  @ApiOkResponse({ type: ApplicationDto })
  @Refuses('application_not_found', 'application_uid_taken', 'application_is_system')
  update(
    @By() author: Author,
    @InApplication() application: ApplicationRef,
    @Body() body: UpdateApplicationDto,
  ): Promise<ApplicationDto> {
    return this.applications.update(author, application, body);
  }

  @Delete(':app')
  @ApiParam(appParameter)
  @Allow('admin')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete an application with its endpoints and keys; what is owed is cancelled',
    description: 'Its events, deliveries and attempts are erased from five minutes after. docs/erasure.md has it all.',
  })
  @ApiNoContentResponse()
  @Refuses('application_not_found', 'application_is_system')
  delete(@By() author: Author, @InApplication() application: ApplicationRef): Promise<void> {
    return this.applications.delete(author, application);
  }
}

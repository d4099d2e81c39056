import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { validateEventTypeName } from '#events';
import type { Author, Page } from '#persistence';
import { By } from '../audit/author.js';
import { Allow } from '../auth/access.js';
import { Refuses } from '../http/openapi-decorators.js';
import { pageRequest } from '../http/page-query.dto.js';
import {
  CreateEventTypeDto,
  EventTypeDto,
  EventTypePageDto,
  EventTypeQueryDto,
  UpdateEventTypeDto,
} from './event-types.dto.js';
import { EventTypesService } from './event-types.service.js';

@ApiTags('Event types')
@Controller('v1/event-types')
@Allow('admin')
export class EventTypesController {
  constructor(private readonly eventTypes: EventTypesService) {}

  @Post()
  @ApiOperation({ summary: 'Add an event type of your own to the catalogue' })
  @ApiCreatedResponse({ type: EventTypeDto })
  @Refuses('event_type_exists', 'too_many_event_types')
  create(@By() author: Author, @Body() { name, ...fields }: CreateEventTypeDto): Promise<EventTypeDto> {
    return this.eventTypes.create(author, name, fields);
  }

  @Get()
  @Allow('any')
  @ApiOperation({ summary: 'List the catalogue, by name' })
  @ApiOkResponse({ type: EventTypePageDto })
  list(@Query() { contract, category, ...page }: EventTypeQueryDto): Promise<Page<EventTypeDto>> {
    const filter = { ...(contract !== undefined && { contract }), ...(category !== undefined && { category }) };
    return this.eventTypes.list(
      filter,
      pageRequest(page, 'event types', (key) => validateEventTypeName(key) === undefined),
    );
  }

  @Get(':name')
  @Allow('any')
  @ApiOperation({ summary: 'Read an event type' })
  @ApiOkResponse({ type: EventTypeDto })
  @Refuses('event_type_not_found')
  get(@Param('name') name: string): Promise<EventTypeDto> {
    return this.eventTypes.get(name);
  }

  @Patch(':name')
  @ApiOperation({ summary: 'Change an event type of your own' })
  @ApiOkResponse({ type: EventTypeDto })
  @Refuses('event_type_not_found', 'event_type_built_in')
  update(@By() author: Author, @Param('name') name: string, @Body() fields: UpdateEventTypeDto): Promise<EventTypeDto> {
    return this.eventTypes.update(author, name, fields);
  }

  @Delete(':name')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take an event type of your own out of the catalogue' })
  @ApiNoContentResponse()
  @Refuses('event_type_not_found', 'event_type_built_in')
  delete(@By() author: Author, @Param('name') name: string): Promise<void> {
    return this.eventTypes.delete(author, name);
  }
}

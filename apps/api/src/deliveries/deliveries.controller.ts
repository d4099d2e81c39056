import { Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { isDeliveryKey, type Author, type Page } from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { By } from '../audit/author.js';
import { InApplication } from '../auth/caller.js';
import { NoFieldsGuard } from '../http/no-fields.guard.js';
import { Refuses, boundedPages } from '../http/openapi-decorators.js';
import { PageQueryDto, pageRequest } from '../http/page-query.dto.js';
import { AttemptDto, AttemptPageDto } from './attempts.dto.js';
import { DeliveryDto, DeliveryPageDto, DeliveryQueryDto, ListedDeliveryDto } from './deliveries.dto.js';
import { DeliveriesService } from './deliveries.service.js';
import { deliveryFilter } from './delivery-filter.js';

@ApiTags('Deliveries')
@ApiParam({ name: 'app', description: 'Id or uid of the application.' })
@Controller('v1/applications/:app/deliveries')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Get()
  @ApiOperation({ summary: 'List deliveries, newest first', description: boundedPages })
  @ApiOkResponse({ type: DeliveryPageDto })
  @Refuses('application_not_found')
  list(
    @InApplication() application: ApplicationRef,
    @Query() query: DeliveryQueryDto,
  ): Promise<Page<ListedDeliveryDto>> {
    const filter = deliveryFilter(query);
    return this.deliveries.list(
      application,
      filter,
      pageRequest(query, `deliveries of ${application.id}`, (key) => isDeliveryKey(filter, key)),
    );
  }

  @Get(':delivery')
  @ApiOperation({ summary: 'Read a delivery with its schedule to come' })
  @ApiOkResponse({ type: DeliveryDto })
  @Refuses('application_not_found', 'delivery_not_found')
  get(@InApplication() application: ApplicationRef, @Param('delivery') id: string): Promise<DeliveryDto> {
    return this.deliveries.get(application, id);
  }

  @Get(':delivery/attempts')
  @ApiOperation({ summary: 'List the attempts of a delivery, in order' })
  @ApiOkResponse({ type: AttemptPageDto })
  @Refuses('application_not_found', 'delivery_not_found')
  attempts(
    @InApplication() application: ApplicationRef,
    @Param('delivery') id: string,
    @Query() query: PageQueryDto,
  ): Promise<Page<AttemptDto>> {
    return this.deliveries.attempts(application, id, pageRequest(query, `attempts of ${id}`));
  }

  @Post(':delivery/redeliver')
  @HttpCode(202)
  @UseGuards(NoFieldsGuard)
  @ApiOperation({ summary: 'Send a delivery again, or now instead of later' })
  @ApiAcceptedResponse({ type: DeliveryDto })
  @Refuses('application_not_found', 'delivery_not_found', 'endpoint_deleted', 'validation_failed')
  redeliver(
    @By() author: Author,
    @InApplication() application: ApplicationRef,
    @Param('delivery') id: string,
  ): Promise<DeliveryDto> {
    return this.deliveries.redeliver(author, application, id);
  }

  @Post(':delivery/cancel')
  @HttpCode(200)
  @UseGuards(NoFieldsGuard)
  @ApiOperation({
    summary: 'Send a delivery no more',
    description:
      'An attempt that is under way ends as it would have, and is logged. A dispatcher that has read the delivery ' +
      'already may begin one for two seconds more, and not after.',
  })
  @ApiOkResponse({ type: DeliveryDto })
  @Refuses('application_not_found', 'delivery_not_found', 'delivery_not_pending', 'validation_failed')
  cancel(
    @By() author: Author,
    @InApplication() application: ApplicationRef,
    @Param('delivery') id: string,
  ): Promise<DeliveryDto> {
    return this.deliveries.cancel(author, application, id);
  }
}

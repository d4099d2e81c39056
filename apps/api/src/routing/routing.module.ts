import { Module } from '@nestjs/common';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { EventTypesModule } from '../event-types/event-types.module.js';
import { RoutingController } from './routing.controller.js';
import { RoutingService } from './routing.service.js';
import { TrySubscriptions } from './try-subscriptions.js';
import { TrySubscriptionsController } from './try-subscriptions.controller.js';

@Module({
  imports: [EndpointsModule, EventTypesModule],
  controllers: [RoutingController, TrySubscriptionsController],
  providers: [RoutingService, TrySubscriptions],
})
export class RoutingModule {}

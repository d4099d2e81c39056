import { Module } from '@nestjs/common';
import { EventTypeLookup } from './event-type-lookup.js';
import { EventTypesController } from './event-types.controller.js';
import { EventTypesService } from './event-types.service.js';

@Module({
  controllers: [EventTypesController],
  providers: [EventTypeLookup, EventTypesService],
  exports: [EventTypeLookup],
})
export class EventTypesModule {}

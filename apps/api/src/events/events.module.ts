import { Module } from '@nestjs/common';
import { EventTypesModule } from '../event-types/event-types.module.js';
import { EmitBatch } from './emit-batch.js';
import { EmitEvent } from './emit-event.js';
import { EventIngest } from './event-ingest.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';

@Module({
  imports: [EventTypesModule],
  controllers: [EventsController],
  providers: [EmitBatch, EmitEvent, EventIngest, EventsService],
})
export class EventsModule {}

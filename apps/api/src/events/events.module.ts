import { Module } from '@nestjs/common';
import { EventTypesModule } from '../event-types/event-types.module.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { EmitBatch } from './emit-batch.js';
import { EmitEvent } from './emit-event.js';
import { EventIngest } from './event-ingest.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';
import { KeyedIngest } from './keyed-ingest.js';
import { PrepareEvent } from './prepare-event.js';

@Module({
  imports: [EventTypesModule, IdempotencyModule],
  controllers: [EventsController],
  providers: [EmitBatch, EmitEvent, EventIngest, EventsService, KeyedIngest, PrepareEvent],
})
export class EventsModule {}

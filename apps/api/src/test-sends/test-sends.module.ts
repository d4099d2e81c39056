import { Module } from '@nestjs/common';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { EventTypesModule } from '../event-types/event-types.module.js';
import { SendTest } from './send-test.js';
import { TestEvents } from './test-event.js';
import { TestSendsController } from './test-sends.controller.js';
import { TestSlots } from './test-slots.js';

@Module({
  imports: [EndpointsModule, EventTypesModule],
  controllers: [TestSendsController],
  providers: [SendTest, TestEvents, TestSlots],
})
export class TestSendsModule {}

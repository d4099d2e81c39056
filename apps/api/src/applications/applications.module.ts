import { Module } from '@nestjs/common';
import { ApplicationLookup } from './application-lookup.js';
import { ApplicationsController } from './applications.controller.js';
import { ApplicationsService } from './applications.service.js';

@Module({
  controllers: [ApplicationsController],
  providers: [ApplicationLookup, ApplicationsService],
  exports: [ApplicationLookup],
})
export class ApplicationsModule {}

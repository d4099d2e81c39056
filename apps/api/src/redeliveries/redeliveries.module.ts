import { Module } from '@nestjs/common';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { RedeliveriesController } from './redeliveries.controller.js';
import { RedeliveriesService } from './redeliveries.service.js';

@Module({ imports: [EndpointsModule], controllers: [RedeliveriesController], providers: [RedeliveriesService] })
export class RedeliveriesModule {}

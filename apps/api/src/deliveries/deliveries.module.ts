import { Module } from '@nestjs/common';
import { AttemptsController } from './attempts.controller.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesService } from './deliveries.service.js';

@Module({ controllers: [AttemptsController, DeliveriesController], providers: [DeliveriesService] })
export class DeliveriesModule {}

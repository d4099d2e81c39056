import { Module } from '@nestjs/common';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { ReadStats } from './read-stats.js';
import { StatsController } from './stats.controller.js';

@Module({ imports: [EndpointsModule], controllers: [StatsController], providers: [ReadStats] })
export class StatsModule {}

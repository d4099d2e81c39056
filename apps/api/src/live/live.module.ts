import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../applications/applications.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { ListenerSlots } from './listener-slots.js';
import { LiveController } from './live.controller.js';
import { LiveFeed } from './live-feed.js';
import { OpenStream } from './open-stream.js';

@Module({
  imports: [ApplicationsModule, AuthModule, EndpointsModule],
  controllers: [LiveController],
  providers: [ListenerSlots, LiveFeed, OpenStream],
})
export class LiveModule {}

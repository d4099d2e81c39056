import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { PortalSessionsController } from './portal-sessions.controller.js';
import { PortalSessionsService } from './portal-sessions.service.js';

@Module({
  imports: [AuthModule],
  controllers: [PortalSessionsController],
  providers: [PortalSessionsService],
})
export class PortalSessionsModule {}

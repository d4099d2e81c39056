import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApplicationsModule } from '../applications/applications.module.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { ApiKeyLookup } from './api-key-lookup.js';

@Module({
  imports: [ApplicationsModule],
  providers: [ApiKeyLookup, { provide: APP_GUARD, useClass: ApiKeyGuard }],
  exports: [ApiKeyLookup],
})
export class AuthModule {}

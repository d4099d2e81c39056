import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApplicationsModule } from '../applications/applications.module.js';
import { RefusedWrites } from '../audit/refused-writes.js';
import { NoParametersGuard } from '../http/no-parameters.guard.js';
import { AccessGuard } from './access.guard.js';
import { RateLimiter } from '../rate-limits/rate-limiter.js';
import { Authenticator } from './authenticator.js';
import { CallerLookup } from './caller-lookup.js';

@Module({
  imports: [ApplicationsModule],
  providers: [
    CallerLookup,
    Authenticator,
    RateLimiter,
    RefusedWrites,
    { provide: APP_GUARD, useClass: AccessGuard },
    // Behind the credential: nobody else is told which parameters there are.
    { provide: APP_GUARD, useClass: NoParametersGuard },
  ],
  exports: [CallerLookup],
})
export class AuthModule {}

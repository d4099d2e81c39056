import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthModule } from '../auth/auth.module.js';
import { IdempotencyGuard } from './idempotency.guard.js';
import { IdempotencyKeys } from './idempotency-keys.js';

/** Guards run in the order in which their modules are found: this one's behind that of API keys. */
@Module({
  imports: [AuthModule],
  providers: [IdempotencyKeys, { provide: APP_GUARD, useClass: IdempotencyGuard }],
  exports: [IdempotencyKeys],
})
export class IdempotencyModule {}

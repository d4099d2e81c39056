import { Module, type DynamicModule } from '@nestjs/common';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { ApplicationsModule } from './applications/applications.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CoreModule, type CoreParts } from './core/core.module.js';
import { DeliveriesModule } from './deliveries/deliveries.module.js';
import { EndpointsModule } from './endpoints/endpoints.module.js';
import { EventTypesModule } from './event-types/event-types.module.js';
import { EventsModule } from './events/events.module.js';
import { HealthModule } from './health/health.module.js';
import type { Metrics } from './health/metrics.js';
import { MetricsModule } from './health/metrics.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { LiveModule } from './live/live.module.js';
import { PortalSessionsModule } from './portal-sessions/portal-sessions.module.js';
import { RedeliveriesModule } from './redeliveries/redeliveries.module.js';
import { RetryPoliciesModule } from './retry-policies/retry-policies.module.js';
import { RoutingModule } from './routing/routing.module.js';
import { StatsModule } from './stats/stats.module.js';
import { TestSendsModule } from './test-sends/test-sends.module.js';

@Module({
  imports: [
    AuthModule,
    IdempotencyModule,
    ApplicationsModule,
    EndpointsModule,
    StatsModule,
    TestSendsModule,
    EventTypesModule,
    EventsModule,
    RoutingModule,
    DeliveriesModule,
    LiveModule,
    RedeliveriesModule,
    RetryPoliciesModule,
    ApiKeysModule,
    PortalSessionsModule,
    AuditModule,
    HealthModule,
  ],
})
export class ApiModule {
  static forRoot(core: CoreParts, metrics: Metrics): DynamicModule {
    return { module: ApiModule, imports: [CoreModule.forRoot(core), MetricsModule.forRoot(metrics)] };
  }
}

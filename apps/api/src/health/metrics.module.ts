import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Metrics } from './metrics.js';

/** The one `Metrics` of the process: the HTTP server counts with it before Nest has made anything. */
@Global()
@Module({})
export class MetricsModule {
  static forRoot(metrics: Metrics): DynamicModule {
    return { module: MetricsModule, providers: [{ provide: Metrics, useValue: metrics }], exports: [Metrics] };
  }
}

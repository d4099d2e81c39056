import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { ApiModule } from './api.module.js';
import type { CoreParts } from './core/core.module.js';
import { Metrics } from './health/metrics.js';
import { allowOrigins } from './http/allow-origins.js';
import { createAdapter } from './http/create-adapter.js';
import { InputPipe } from './http/input.pipe.js';
import { NestLogger } from './http/nest-logger.js';
import { serveOpenApi } from './http/openapi.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RouteTable } from './http/route-table.js';
import { ReplayFilter } from './idempotency/replay.filter.js';

export interface WebOptions {
  /** Origins whose pages may call the API. */
  readonly portalOrigins: readonly string[];
  /** CIDR ranges of the proxies whose `x-forwarded-for` is believed. */
  readonly trustedProxies: readonly string[];
}

/** The application, not listening yet. Touches neither database nor queue before it does. */
export async function createApp(
  core: CoreParts,
  { portalOrigins, trustedProxies }: WebOptions,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const routes = new RouteTable();
  const metrics = new Metrics();
  const adapter = createAdapter({ logger, routes, observer: metrics, limits: core.limits, trustedProxies });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRoot(core, metrics), adapter, {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  allowOrigins(app, portalOrigins);
  app.useGlobalPipes(new InputPipe());
  app.useGlobalFilters(new ProblemFilter(routes, core.limits), new ReplayFilter());
  serveOpenApi(app, core.limits);
  return app;
}

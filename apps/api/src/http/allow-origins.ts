import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** How long a browser need not ask again, in seconds. */
const preflightMaxAge = 600;

/**
 * Lets pages of these origins call the API: customer portals, whose browsers hold portal sessions. Without origins no
 * page of another origin can. No cookie ever counts, so there are no credentials that a browser would add by itself.
 */
export function allowOrigins(app: NestFastifyApplication, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.enableCors({
    origin: [...origins],
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'last-event-id', 'x-request-id'],
    exposedHeaders: ['idempotent-replayed', 'ratelimit', 'ratelimit-policy', 'retry-after', 'x-request-id'],
    credentials: false,
    maxAge: preflightMaxAge,
    strictPreflight: false,
  });
}

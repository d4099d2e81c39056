import { Inject, Injectable, Logger } from '@nestjs/common';
import { recordAuditEntry, type AuditedChange, type Database } from '#persistence';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../auth/caller.js';
import { DATABASE } from '../core/tokens.js';
import type { ProblemCode } from '../http/problems.js';
import { authorOf } from './author.js';
import { OncePer } from './once-per.js';

const minuteMs = 60_000;

/** Credentials and routes that are remembered for their minute. */
const maxRemembered = 10_000;

/**
 * Writes down that a credential tried what it may not do. What is kept of it is bounded, or a page that asks in vain
 * again and again would fill the log: one entry a minute for each credential and route, in each process.
 */
@Injectable()
export class RefusedWrites {
  readonly #log = new Logger(RefusedWrites.name);
  readonly #once = new OncePer({ periodMs: minuteMs, maxKeys: maxRemembered });

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Resolves when it is written or need not be; never rejects, for what is refused stays refused. */
  async record(request: FastifyRequest, code: ProblemCode): Promise<void> {
    const route = routeOf(request);
    const key = `${callerOf(request).id} ${route}`;
    if (!this.#once.isFirst(key)) return;
    try {
      await recordAuditEntry(this.database.reads, authorOf(request), refused(request, route, code));
    } catch (error) {
      this.#once.forget(key);
      this.#log.error('refused write not audited', { err: error, requestId: request.id });
    }
  }
}

function refused(request: FastifyRequest, route: string, code: ProblemCode): AuditedChange {
  return {
    action: 'write.refuse',
    resource: { type: 'route', id: route },
    applicationId: request.application?.id ?? callerOf(request).applicationId ?? null,
    changes: { code: { after: code } },
  };
}

/** As the OpenAPI document names it: `PATCH /v1/applications/{app}/endpoints/{endpoint}`. */
function routeOf({ method, routeOptions }: FastifyRequest): string {
  return `${method} ${(routeOptions.url ?? '').replaceAll(/:(\w+)/g, '{$1}')}`;
}

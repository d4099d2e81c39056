import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** Is told of every answer; `route` is the pattern, never the path. */
export interface RequestObserver {
  answered(route: string, method: string, status: number, durationMs: number): void;
}

/** One line per request: at debug when it went well, at info when the client was refused, at error when we failed. */
export function observeRequests(fastify: FastifyInstance, observer: RequestObserver, logger: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { method } = request;
    const { statusCode: status, elapsedTime: durationMs } = reply;
    observer.answered(route, method, status, durationMs);
    const level = status >= 500 ? 'error' : status >= 400 ? 'info' : 'debug';
    if (logger.isLevelEnabled(level)) {
      request.log[level]({ method, route, status, durationMs: Math.round(durationMs) }, 'request answered');
    }
    done();
  });
}

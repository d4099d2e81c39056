import type { Exchange } from './exchange.js';

/** The exchange of an attempt that never became a request: building it failed, which says nothing of the endpoint. */
export function unsendable(error: unknown, startedAt: Date): Exchange {
  const message = error instanceof Error ? error.message : String(error);
  return {
    startedAt,
    timings: { totalMs: 0 },
    reusedConnection: false,
    retriedFreshSocket: false,
    fault: { phase: 'request', kind: 'sender_failed', code: 'unsendable', message, requestSent: false },
  };
}

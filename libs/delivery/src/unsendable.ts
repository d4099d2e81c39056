import type { Exchange } from './exchange.js';

/** The exchange of an attempt that never became a request: building it failed, which says nothing of the endpoint. */
export function unsendable(error: unknown, startedAt: Date): Exchange {
  return unsent('unsendable', error instanceof Error ? error.message : String(error), startedAt);
}

/** The exchange of an attempt whose turn came after the window of its retry policy, and which was not made. */
export function tooLate(startedAt: Date): Exchange {
  return unsent('too_late', 'the window of the retry policy was over', startedAt);
}

function unsent(code: string, message: string, startedAt: Date): Exchange {
  return {
    startedAt,
    timings: { totalMs: 0 },
    reusedConnection: false,
    retriedFreshSocket: false,
    fault: { phase: 'request', kind: 'sender_failed', code, message, requestSent: false },
  };
}

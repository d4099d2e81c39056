import type { RecordedOutcome } from '#persistence';

/**
 * The outcome without anything that a receiver, an endpoint or an event had a hand in: what is left when the database
 * refused the whole. The delivery moves by it as it would have moved.
 */
export function bareOutcome(outcome: RecordedOutcome, reason: unknown): RecordedOutcome {
  return {
    ...outcome,
    diagnosis: `what was seen of this attempt is missing: the database refused it${stateOf(reason)}`,
    remoteAddress: null,
    url: '',
    requestHeaders: [],
    responseHeaders: null,
    responseBody: null,
  };
}

function stateOf(reason: unknown): string {
  const isCoded = typeof reason === 'object' && reason !== null && 'code' in reason;
  return isCoded && typeof reason.code === 'string' ? ` (${reason.code})` : '';
}

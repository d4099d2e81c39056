/**
 * How one attempt ended. `delivered` and `acknowledged` end the delivery well (`acknowledged`: a status that
 * the contract calls terminal but no error, as 409 for an id that the receiver has seen before); every other
 * class is a failure, and the retry policy decides what follows. `sender_failed` is the platform's own fault (no file
 * descriptor, no local port left, no turn within the window of the retry policy) and says nothing about the endpoint.
 */
export const outcomeClasses = [
  'delivered',
  'acknowledged',
  'redirected',
  'refused',
  'rate_limited',
  'failed',
  'timed_out',
  'dns_failed',
  'connection_refused',
  'connection_reset',
  'tls_failed',
  'blocked',
  'too_large',
  'malformed_response',
  'sender_failed',
] as const;

export type OutcomeClass = (typeof outcomeClasses)[number];

import { builtInRetryPolicies, type RetryPolicy } from '#events';
import { prepareEndpoint, type EndpointSettings, type PreparedEndpoint } from '#persistence';
import type { SchemeKeys } from '#signing';
import type { RateLimit } from './token-bucket.js';

/** An endpoint with everything that does not change from delivery to delivery. */
export interface Lane extends PreparedEndpoint {
  readonly endpointId: string;
  readonly applicationId: string;
  /** One delivery of an ordering key at a time, in event order. */
  readonly ordered: boolean;
  readonly maxConcurrency: number;
  readonly rateLimit: RateLimit | null;
  /** Whether a 410 disables the endpoint. */
  readonly disableOnGone: boolean;
  readonly retryPolicy: RetryPolicy;
  /** A redelivery was running when the drain began: there may be work in the bulk lane. */
  readonly redelivering: boolean;
}

/** The lane of an endpoint's settings; `keyRings` are its secrets, opened. */
export function prepareLane(settings: EndpointSettings, keyRings: readonly SchemeKeys[]): Lane {
  const endpoint = prepareEndpoint(settings, keyRings);
  return {
    ...endpoint,
    endpointId: settings.id,
    applicationId: settings.applicationId,
    ordered: settings.ordering === 'fifo',
    maxConcurrency: settings.maxConcurrency,
    rateLimit: settings.rateLimit,
    disableOnGone: endpoint.contract.disableOnGone,
    retryPolicy: policyOf(settings.retryPolicy),
    redelivering: settings.redelivering,
  };
}

/** A built-in policy by its name, or the endpoint's own; registration let nothing else in. */
function policyOf(stored: unknown): RetryPolicy {
  if (typeof stored !== 'string') return stored as RetryPolicy;
  if (!(stored in builtInRetryPolicies)) throw new Error(`bug: unknown retry policy ${JSON.stringify(stored)}`);
  return builtInRetryPolicies[stored as keyof typeof builtInRetryPolicies];
}

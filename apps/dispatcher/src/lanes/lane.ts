import { builtInRetryPolicies, contractOf, rulesFor, type EventTypeRule, type RetryPolicy } from '#events';
import type { RequestTemplate } from '#delivery';
import type { EndpointSettings } from '#persistence';
import type { SchemeKeys } from '#signing';
import type { RateLimit } from './token-bucket.js';

/** An endpoint, made ready to send to: everything that does not change from delivery to delivery. */
export interface Lane {
  readonly endpointId: string;
  readonly url: string;
  /** One delivery of an ordering key at a time, in event order. */
  readonly ordered: boolean;
  readonly maxConcurrency: number;
  readonly rateLimit: RateLimit | null;
  /** Whether a 410 disables the endpoint. */
  readonly disableOnGone: boolean;
  readonly retryPolicy: RetryPolicy;
  /** The success rule and the template of requests of one event type. */
  rules(eventType: string): Required<EventTypeRule>;
  template(eventType: string): RequestTemplate;
}

/** The lane of an endpoint's settings; `keyRings` are its secrets, opened. */
export function prepareLane(settings: EndpointSettings, keyRings: readonly SchemeKeys[]): Lane {
  const contract = contractOf(settings.contract);
  if (contract === undefined) throw new Error(`bug: unknown contract ${settings.contract}`);
  const chosen = { options: settings.contractOptions, values: settings.contractValues };
  const headers = Object.entries(settings.headers);
  const rules = (eventType: string): Required<EventTypeRule> => {
    const promised = rulesFor(contract, eventType);
    const success =
      settings.successStatuses.length > 0
        ? { ...promised.success, statuses: settings.successStatuses }
        : promised.success;
    return { success, timeoutMs: settings.timeoutMs ?? promised.timeoutMs };
  };
  return {
    endpointId: settings.id,
    url: settings.url,
    ordered: settings.ordering === 'fifo',
    maxConcurrency: settings.maxConcurrency,
    rateLimit: settings.rateLimit,
    disableOnGone: contract.disableOnGone,
    retryPolicy: policyOf(settings.retryPolicy),
    rules,
    template: (eventType) => ({
      url: settings.url,
      contract,
      settings: chosen,
      keyRings,
      headers,
      timeoutMs: rules(eventType).timeoutMs,
    }),
  };
}

/** A built-in policy by its name, or the endpoint's own; registration let nothing else in. */
function policyOf(stored: unknown): RetryPolicy {
  if (typeof stored !== 'string') return stored as RetryPolicy;
  if (!(stored in builtInRetryPolicies)) throw new Error(`bug: unknown retry policy ${JSON.stringify(stored)}`);
  return builtInRetryPolicies[stored as keyof typeof builtInRetryPolicies];
}

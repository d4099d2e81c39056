import { contractOf, rulesFor, type Contract, type EventTypeRule } from '#events';
import { confidentialValues, type RequestTemplate } from '#delivery';
import type { SchemeKeys } from '#signing';
import type { EndpointSettings } from './sql/read-endpoint-settings.js';

/** An endpoint, made ready to send to: everything about its requests that does not change from event to event. */
export interface PreparedEndpoint {
  readonly url: string;
  readonly contract: Contract;
  /** The success rule and the time-out of one event type: the endpoint's own before its contract's. */
  readonly rules: (eventType: string) => Required<EventTypeRule>;
  /** What requests of one event type are built from. */
  readonly template: (eventType: string) => RequestTemplate;
  /** What no answer of it is kept with. Found when it is first asked for. */
  readonly confidential: () => readonly string[];
}

/**
 * Puts an endpoint's settings and its contract together, so that whoever sends to it sends the same.
 *
 * @param keyRings its secrets, opened
 */
export function prepareEndpoint(settings: EndpointSettings, keyRings: readonly SchemeKeys[]): PreparedEndpoint {
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
  let confidential: readonly string[] | undefined;
  return {
    url: settings.url,
    contract,
    rules,
    confidential: () => (confidential ??= confidentialValues({ url: settings.url, headers, keyRings })),
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

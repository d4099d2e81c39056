import type { Contract, ContractSettings, Header, OutgoingEvent } from '#events';
import { signAll, type SchemeKeys } from '#signing';
import type { OutgoingRequest } from './exchange.js';

/** Everything that one request for an endpoint is made of, but for the event. */
export interface RequestTemplate {
  readonly url: string;
  readonly contract: Contract;
  readonly settings: ContractSettings;
  /** The active keys of each signature scheme that the endpoint uses. */
  readonly keyRings: readonly SchemeKeys[];
  /** Static headers of the endpoint's own; registration has seen to it that none replaces one of ours. */
  readonly headers: readonly Header[];
  readonly timeoutMs: number;
}

/**
 * Wraps, signs and addresses an event for one attempt. The body is the same on every attempt; timestamp and
 * signature are of this one.
 */
export function buildRequest(template: RequestTemplate, event: OutgoingEvent, attemptedAt: Date): OutgoingRequest {
  const { contract, settings, url } = template;
  const body = Buffer.from(contract.body(event, settings));
  const options = contract.signatureOptions?.(settings);
  const signature = signAll(template.keyRings, {
    id: event.id,
    timestamp: Math.floor(attemptedAt.getTime() / 1000),
    body,
    method: 'POST',
    url,
    ...(options && { options }),
  });
  return {
    url,
    headers: [...contract.headers(event, settings), ...template.headers, ...signature],
    body,
    timeoutMs: template.timeoutMs,
  };
}

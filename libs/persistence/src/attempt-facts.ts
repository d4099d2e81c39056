import { redactAnswer, type Classification, type Exchange, type OutgoingRequest } from '#delivery';
import type { OutcomeClass } from '#events';

/** Which attempt it was, and of what; ids are UUIDs. */
export interface AttemptIdentity {
  readonly attemptId: string;
  readonly deliveryId: string;
  readonly endpointId: string;
  readonly applicationId: string;
  readonly eventId: string;
  readonly eventType: string;
  /** Of the delivery's attempts; the first is 1. */
  readonly number: number;
}

/** What an attempt saw, as the log of attempts keeps it. */
export interface AttemptFacts {
  readonly outcome: OutcomeClass;
  readonly diagnosis: string;
  readonly status: number | null;
  readonly durationMs: number;
  readonly timings: Readonly<Record<string, number | boolean>>;
  readonly remoteAddress: string | null;
  readonly url: string;
  readonly requestHeaders: readonly (readonly [string, string])[];
  readonly responseHeaders: readonly (readonly [string, string])[] | null;
  readonly responseBody: Buffer | null;
  readonly truncated: boolean;
}

/** @param confidential what of the answer must not be kept, as the prepared endpoint tells it */
export function attemptFacts(
  request: Pick<OutgoingRequest, 'url' | 'headers'>,
  exchange: Exchange,
  classification: Classification,
  confidential: readonly string[],
): AttemptFacts {
  const { timings } = exchange;
  const response = exchange.response && redactAnswer(exchange.response, request.headers, confidential);
  return {
    outcome: classification.class,
    diagnosis: classification.diagnosis,
    status: response?.status ?? null,
    durationMs: Math.round(timings.totalMs),
    timings: { ...timings, reusedConnection: exchange.reusedConnection },
    remoteAddress: exchange.remoteAddress ?? null,
    url: request.url,
    requestHeaders: request.headers,
    responseHeaders: response?.headers ?? null,
    responseBody: response?.body ?? null,
    truncated: response?.truncated ?? false,
  };
}

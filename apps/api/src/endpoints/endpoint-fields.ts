import type { Prisma } from '#persistence';
import { subscriptionFields, type SubscriptionFields } from './check-subscriptions.js';
import type { UpdateEndpointDto } from './endpoint-requests.dto.js';

/** What a client may say of an endpoint. Null takes a setting back to what the contract says. */
export interface EndpointFields {
  readonly url?: string;
  readonly name?: string;
  readonly description?: string;
  readonly subscriptions?: readonly SubscriptionFields[];
  readonly contract?: string;
  readonly contractOptions?: Readonly<Record<string, unknown>>;
  readonly contractValues?: Readonly<Record<string, string>>;
  readonly retryPolicy?: unknown;
  readonly timeoutMs?: number | null;
  readonly successStatuses?: readonly number[];
  readonly ordering?: 'none' | 'fifo';
  readonly rateLimit?: { readonly perSecond: number; readonly burst?: number } | null;
  readonly maxConcurrency?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** An endpoint as it is stored, with its subscriptions. */
export type EndpointRow = Prisma.EndpointGetPayload<{ include: { subscriptions: true } }>;

/** @param bodyText JSON text of the request, from which filters are taken as they were written */
export function endpointFields(body: UpdateEndpointDto, bodyText: string): EndpointFields {
  const { subscriptions, ...fields } = body;
  return subscriptions === undefined
    ? fields
    : { ...fields, subscriptions: subscriptionFields(subscriptions, bodyText) };
}

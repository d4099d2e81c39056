import type { Prisma } from '#persistence';

/** What a client may say of an endpoint. Null takes a setting back to what the contract says. */
export interface EndpointFields {
  readonly url?: string;
  readonly name?: string;
  readonly description?: string;
  readonly subscriptions?: readonly { readonly eventType: string }[];
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

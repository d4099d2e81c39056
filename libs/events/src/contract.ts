import type { SchemeName, SigningOptions } from '#signing';
import type { RetryPolicy } from './retry-policy.js';

/** A JSON Schema (2020-12) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A documented kind of event, as the catalogue holds it. */
export interface EventTypeDefinition {
  readonly name: string;
  readonly category: string;
  readonly description: string;
  /** Schema of the payload. */
  readonly schema: JsonSchema;
  /** A payload that `schema` accepts. */
  readonly sample: unknown;
  readonly deprecated?: boolean;
}

/** An event on its way to an endpoint. */
export interface OutgoingEvent {
  /** The public id, `evt_…`. */
  readonly id: string;
  /** The same id as a plain UUID, for products whose documents promise one. */
  readonly uuid: string;
  readonly type: string;
  /** The payload as the JSON text that was emitted; an envelope copies it byte for byte. */
  readonly payload: string;
  readonly occurredAt: Date;
}

/** What an endpoint chose for its contract. */
export interface ContractSettings {
  /** Validated against the contract's `options`; one that is absent means its default. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What the envelope needs from outside the event, validated against the contract's `values`. */
  readonly values: Readonly<Record<string, string>>;
}

/** Which statuses end a delivery, whatever its retry policy would still allow. */
export interface SuccessRule {
  readonly statuses: '2xx' | readonly number[];
  /** No error, but no fresh success either. */
  readonly terminal?: readonly number[];
  /**
   * The delivery has failed: what was refused for what it is would be refused again. A product that promised to try
   * again whatever the receiver answers has none.
   */
  readonly hopeless?: readonly number[];
}

/** 413: every attempt sends the same bytes, so that what was too large once is too large again. */
export const payloadTooLarge = 413;

/** What a product promised for one event type apart from the rest. */
export interface EventTypeRule {
  readonly success?: SuccessRule;
  readonly timeoutMs?: number;
}

export type Header = readonly [name: string, value: string];

/**
 * How a product promised to deliver. A contract is pure data and pure functions: the same event and settings
 * give the same body on every attempt; only the signature, made per attempt, may differ.
 */
export interface Contract {
  readonly name: string;
  readonly title: string;
  readonly eventTypes: readonly EventTypeDefinition[];
  /** JSON Schema of `contractOptions`, with a default for every property. */
  readonly options: JsonSchema;
  /** JSON Schema of `contractValues`; what it requires must be given by application or endpoint. */
  readonly values: JsonSchema;
  /** The signature schemes that an endpoint may use, the default first. */
  readonly signatureSchemes: readonly SchemeName[];
  readonly success: SuccessRule;
  readonly timeoutMs: number;
  /** Event types that have a success rule or a time-out of their own; read through `rulesFor`. */
  readonly eventTypeRules?: Readonly<Record<string, EventTypeRule>>;
  readonly retryPolicy: string | RetryPolicy;
  readonly ordering: 'none' | 'fifo';
  /** Whether a 410 disables the endpoint. */
  readonly disableOnGone: boolean;
  /** Type and payload that "test connection" sends when the caller names none. */
  readonly testEvent: { readonly type: string; readonly payload: unknown };
  /** The request body, byte for byte. */
  body(event: OutgoingEvent, settings: ContractSettings): string;
  /** Every header but the signature's. */
  headers(event: OutgoingEvent, settings: ContractSettings): readonly Header[];
  /** What the signature scheme must know of the endpoint's options, such as the form of its header. */
  signatureOptions?(settings: ContractSettings): SigningOptions;
}

/** The success rule and the time-out, in milliseconds, of one event type under a contract. */
export function rulesFor(contract: Contract, eventType: string): Required<EventTypeRule> {
  const rule = contract.eventTypeRules?.[eventType];
  return { success: rule?.success ?? contract.success, timeoutMs: rule?.timeoutMs ?? contract.timeoutMs };
}

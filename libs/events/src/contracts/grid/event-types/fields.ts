import type { EventTypeDefinition, JsonSchema } from '../../../contract.js';

/*
 * Grid's resources are wide and grow ("the full resource as the corresponding GET endpoint would return it").
 * Their schemas here require what the document requires, type the optional fields that it names and let further
 * ones through, so that a new field of a resource is no reason to refuse an event.
 *
 * Source: https://docs.lightspark.com/payouts-and-b2b/platform-tools/webhooks.md and the OpenAPI document of
 * https://github.com/lightsparkdev/grid-api (openapi/webhooks).
 */

export const text = { type: 'string' } as const;
export const flag = { type: 'boolean' } as const;
export const whole = { type: 'integer' } as const;
export const real = { type: 'number' } as const;
export const object = { type: 'object' } as const;
export const objects = { type: 'array', items: object } as const;
export const instant = { type: 'string', format: 'date-time' } as const;
export const day = { type: 'string', format: 'date' } as const;
export const nullableText = { anyOf: [text, { type: 'null' }] } as const;

/** Ids are the resource's name and a UUID-like text, of no promised version or variant. */
export const idOf = (resource: string) => ({ type: 'string', pattern: `^${resource}:[0-9A-Za-z-]+$` }) as const;

export const currency = {
  type: 'object',
  required: ['code'],
  properties: { code: text, name: text, symbol: text, decimals: { type: 'integer', minimum: 0 } },
} as const;

export const currencyAmount = {
  type: 'object',
  required: ['amount', 'currency'],
  properties: { amount: { type: 'integer', description: 'In the smallest unit of the currency.' }, currency },
} as const;

export const usDollar = { code: 'USD', name: 'United States Dollar', symbol: '$', decimals: 2 } as const;
export const euro = { code: 'EUR', name: 'Euro', symbol: '€', decimals: 2 } as const;

/** What tells one event of a resource from the others. */
interface ResourceEvent {
  readonly description: string;
  readonly sample: unknown;
}

/** The event types of a resource, each with a name and a schema that the compiler knows: producers are made of them. */
type EventOf<Resource extends string, Schema extends JsonSchema, Name extends string> = Name extends string
  ? EventTypeDefinition & { readonly name: `${Resource}.${Name}`; readonly schema: Schema }
  : never;

/** The event types `RESOURCE.EVENT` of one resource; the resource is their category. */
export function eventsOf<Resource extends string, Schema extends JsonSchema, Name extends string>(
  resource: Resource,
  schema: Schema,
  events: Readonly<Record<Name, ResourceEvent>>,
): EventOf<Resource, Schema, Name>[] {
  const named = Object.entries<ResourceEvent>(events).map(([name, event]) => ({
    name: `${resource}.${name}`,
    category: resource,
    schema,
    ...event,
  }));
  // Object.entries forgets that its keys are the names.
  return named as unknown as EventOf<Resource, Schema, Name>[];
}

import type { Contract, EventTypeDefinition, JsonSchema } from '../contract.js';
import { version } from '../version.js';
import { describeDelivery } from './describe-delivery.js';
import { signatureHeaders } from './openapi.js';
import { wireFormatOf } from './wire-format.js';

/** An endpoint is a channel of its own; its address is the receiver's. */
const channel = 'endpoint';

/**
 * What a contract sends, as an AsyncAPI 3.0 document with a message per event type.
 *
 * @param eventTypes the contract's own, or the operator's where the contract carries any
 * Source: https://www.asyncapi.com/docs/reference/specification/v3.0.0
 */
export function asyncApiOf(
  contract: Contract,
  eventTypes: readonly EventTypeDefinition[] = contract.eventTypes,
): JsonSchema {
  const references = (from: string) => eventTypes.map(({ name }) => [name, { $ref: `#/${from}/${name}` }] as const);
  return {
    asyncapi: '3.0.0',
    info: { title: `${contract.title} webhooks`, version, description: describeDelivery(contract).join('\n\n') },
    defaultContentType: 'application/json',
    channels: {
      [channel]: { address: null, messages: Object.fromEntries(references('components/messages')) },
    },
    operations: {
      deliver: {
        action: 'send',
        channel: { $ref: `#/channels/${channel}` },
        bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
        messages: references(`channels/${channel}/messages`).map(([, reference]) => reference),
      },
    },
    components: {
      messages: Object.fromEntries(eventTypes.map((type) => [type.name, messageOf(contract, type)])),
      schemas: Object.fromEntries(eventTypes.map((type) => [type.name, type.schema])),
    },
  };
}

function messageOf(contract: Contract, type: EventTypeDefinition) {
  const { schema, body } = wireFormatOf(contract, type, { $ref: `#/components/schemas/${type.name}` });
  const names = signatureHeaders(contract);
  return {
    name: type.name,
    summary: type.description,
    tags: [{ name: type.category }],
    headers: {
      type: 'object',
      required: names,
      properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
    },
    payload: schema,
    examples: [{ payload: JSON.parse(body) as unknown }],
  };
}

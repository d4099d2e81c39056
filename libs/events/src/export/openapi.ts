import { schemes } from '#signing';
import type { Contract, EventTypeDefinition, JsonSchema, SuccessRule } from '../contract.js';
import { rulesFor } from '../contract.js';
import { version } from '../version.js';
import { describeDelivery } from './describe-delivery.js';
import { wireFormatOf } from './wire-format.js';

/**
 * What a contract sends, as an OpenAPI 3.1 document with a webhook per event type.
 *
 * @param eventTypes the contract's own, or the operator's where the contract carries any
 * Source: https://spec.openapis.org/oas/v3.1.1.html#fixed-fields
 */
export function openApiOf(
  contract: Contract,
  eventTypes: readonly EventTypeDefinition[] = contract.eventTypes,
): JsonSchema {
  return {
    openapi: '3.1.1',
    info: { title: `${contract.title} webhooks`, version, description: describeDelivery(contract).join('\n\n') },
    webhooks: Object.fromEntries(eventTypes.map((type) => [type.name, { post: operationOf(contract, type) }])),
    components: { schemas: Object.fromEntries(eventTypes.map((type) => [type.name, type.schema])) },
  };
}

function operationOf(contract: Contract, type: EventTypeDefinition) {
  const { schema, body } = wireFormatOf(contract, type, { $ref: `#/components/schemas/${type.name}` });
  return {
    operationId: type.name,
    summary: type.description,
    tags: [type.category],
    ...(type.deprecated === true && { deprecated: true }),
    parameters: signatureHeaders(contract).map((name) => ({
      name,
      in: 'header',
      required: true,
      schema: { type: 'string' },
    })),
    requestBody: {
      required: true,
      content: { 'application/json': { schema, example: JSON.parse(body) as unknown } },
    },
    responses: responsesTo(rulesFor(contract, type.name).success),
  };
}

/** The headers of the signature scheme that an endpoint has unless it chose another. */
export function signatureHeaders({ signatureSchemes }: Contract): string[] {
  const [scheme] = signatureSchemes;
  return scheme === undefined ? [] : Object.keys(schemes[scheme].headers);
}

function responsesTo({ statuses, terminal = [], hopeless = [] }: SuccessRule) {
  const successes = statuses === '2xx' ? ['2XX'] : statuses.map(String);
  return {
    ...Object.fromEntries(successes.map((status) => [status, { description: 'Delivered.' }])),
    ...Object.fromEntries(
      terminal.map((status) => [status, { description: 'Known already or refused; not retried.' }]),
    ),
    ...Object.fromEntries(hopeless.map((status) => [status, { description: 'Not delivered, and not retried.' }])),
    default: { description: 'Not delivered; tried again by the retry policy.' },
  };
}

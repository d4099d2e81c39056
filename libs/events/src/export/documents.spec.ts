import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { EventTypeDefinition } from '../contract.js';
import { contracts } from '../contracts/index.js';
import { eventTypesFromOpenApi } from '../import/event-types-from-openapi.js';
import { follow } from '../json-pointer.js';
import { asyncApiOf } from './asyncapi.js';
import { openApiOf } from './openapi.js';

const withTypes = Object.values(contracts).filter(({ eventTypes }) => eventTypes.length > 0);

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => (key === '$ref' ? [String(member)] : referencesIn(member)));
}

/** Judges a body as a tool that reads the document would. */
function accepts(document: object, schema: unknown, body: unknown): boolean {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  return ajv.compile({ ...document, ...(schema as object) })(body);
}

const orderPaid: EventTypeDefinition = {
  name: 'order.paid',
  category: 'order',
  description: 'An order was paid.',
  schema: { type: 'object', required: ['amount'], properties: { amount: { type: 'integer' } } },
  sample: { amount: 1 },
};

describe.each(withTypes)('the OpenAPI document of $name', (contract) => {
  const document = openApiOf(contract);
  const webhooks = Object.entries(document.webhooks as Record<string, { post: Record<string, unknown> }>);

  it('has a webhook for every event type, and no reference that leads nowhere', () => {
    expect(webhooks.map(([name]) => name)).toEqual(contract.eventTypes.map(({ name }) => name));
    for (const reference of referencesIn(document)) expect(follow(document, reference.slice(1))).toBeDefined();
  });

  it('describes the bodies that the contract sends, and no others', () => {
    for (const [, { post }] of webhooks) {
      const { schema, example } = follow(post, '/requestBody/content/application~1json') as {
        schema: object;
        example: Record<string, unknown>;
      };
      const { components } = document;
      expect(accepts({ components }, schema, example)).toBe(true);
      // Grow has no envelope that could be wrong.
      if (contract.name !== 'grow') expect(accepts({ components }, schema, {})).toBe(false);
    }
  });

  it('can be read back', () => {
    const { eventTypes } = eventTypesFromOpenApi(document);
    expect(eventTypes?.map(({ name, category, description }) => ({ name, category, description }))).toEqual(
      contract.eventTypes.map(({ name, category, description }) => ({ name, category, description })),
    );
  });
});

describe.each(withTypes)('the AsyncAPI document of $name', (contract) => {
  const document = asyncApiOf(contract);

  it('has a message for every event type, and no reference that leads nowhere', () => {
    const messages = follow(document, '/components/messages') as object;
    expect(Object.keys(messages)).toEqual(contract.eventTypes.map(({ name }) => name));
    for (const reference of referencesIn(document)) expect(follow(document, reference.slice(1))).toBeDefined();
  });

  it('gives examples that its schemas accept', () => {
    const messages = Object.values(follow(document, '/components/messages') as Record<string, unknown>);
    for (const message of messages) {
      const { components } = document;
      expect(accepts({ components }, follow(message, '/payload'), follow(message, '/examples/0/payload'))).toBe(true);
    }
  });
});

describe('a document of a contract', () => {
  it('names what is constant in an envelope and types the rest', () => {
    const path = '/webhooks/integration_installed/post/requestBody/content/application~1json/schema';
    expect(follow(openApiOf(contracts.munity), path)).toEqual({
      type: 'object',
      required: ['workspace_id', 'customer_id', 'event', 'state', 'payload'],
      properties: {
        workspace_id: { type: 'string' },
        customer_id: { type: 'string' },
        event: { const: 'integration_installed' },
        state: { type: 'string' },
        payload: { $ref: '#/components/schemas/integration_installed' },
      },
    });
    const sent = '/webhooks/email_sent/post/requestBody/content/application~1json/schema/properties';
    expect(follow(openApiOf(contracts.customerio), sent)).toMatchObject({
      object_type: { const: 'email' },
      metric: { const: 'sent' },
      timestamp: { type: 'integer' },
    });
  });

  it('says which answers end a delivery', () => {
    const statuses = (contract: keyof typeof contracts, type: string) =>
      Object.keys(follow(openApiOf(contracts[contract]), `/webhooks/${type}/post/responses`) as object);
    expect(statuses('grow', 'contact.subscribed')).toEqual(['200', 'default']);
    expect(statuses('grid', 'BULK_UPLOAD.COMPLETED')).toEqual(['409', '2XX', 'default']);
    expect(statuses('grid', 'INCOMING_PAYMENT.PENDING')).toEqual(['403', '409', '422', '2XX', 'default']);
  });

  it('takes the operator’s own event types', () => {
    const document = openApiOf(contracts.standard, [{ ...orderPaid, deprecated: true }]);
    expect(follow(document, '/webhooks/order.paid/post')).toMatchObject({
      deprecated: true,
      requestBody: {
        content: {
          'application/json': {
            example: { type: 'order.paid', timestamp: '2026-02-06T12:34:56.789Z', data: { amount: 1 } },
          },
        },
      },
    });
    expect(follow(asyncApiOf(contracts.standard, [orderPaid]), '/components/schemas/order.paid')).toBe(
      orderPaid.schema,
    );
  });
});

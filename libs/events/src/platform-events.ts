import type { EventTypeDefinition } from './contract.js';
import { outcomeClasses } from './outcome.js';
import type { ValueOf } from './producers/value-of.js';

/** The uid of the application that belongs to the operator: the platform's own events are emitted into it. */
export const operatorApplicationUid = 'postrider';

/** Of every event type of the platform's own. */
export const platformCategory = 'postrider';

const endpointFields = ['endpointId', 'applicationId', 'url'] as const;

const endpointProperties = {
  endpointId: { type: 'string' },
  applicationId: { type: 'string' },
  url: { description: 'Values of its query are cut.', type: 'string' },
} as const;

const sample = {
  endpointId: 'ep_01k9xq3v7hf0t8gq2x4m6n8p0r',
  applicationId: 'app_01k9xq3v7hf0t8gq2x4m6n8p0s',
  url: 'https://example.com/webhooks',
} as const;

/** What the platform tells its operator, through the same machinery as any other event. */
export const platformEventTypes = [
  {
    name: 'endpoint.failing',
    category: platformCategory,
    description: 'Every attempt to an endpoint has failed for half the time after which it is disabled.',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: [...endpointFields, 'failingSince', 'disabledAt'],
      properties: {
        ...endpointProperties,
        failingSince: { type: 'string', format: 'date-time' },
        disabledAt: {
          description: 'From when on the next attempt that fails disables the endpoint, unless one succeeds before.',
          type: 'string',
          format: 'date-time',
        },
      },
    },
    sample: { ...sample, failingSince: '2026-11-18T12:00:00.000Z', disabledAt: '2026-11-23T12:00:00.000Z' },
  },
  {
    name: 'endpoint.disabled',
    category: platformCategory,
    description: 'An endpoint was disabled by the platform. What it is owed is held until it is resumed.',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: [...endpointFields, 'reason'],
      properties: { ...endpointProperties, reason: { type: 'string' } },
    },
    sample: { ...sample, reason: 'the receiver answered 410 Gone' },
  },
  {
    name: 'delivery.failed',
    category: platformCategory,
    description:
      'A delivery was given up: nothing follows unless it is redelivered. Once for every time it is given up.',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: [
        'deliveryId',
        'eventId',
        'eventType',
        ...endpointFields,
        'attemptCount',
        'outcome',
        'status',
        'diagnosis',
        'failedAt',
      ],
      properties: {
        deliveryId: { type: 'string' },
        eventId: { type: 'string' },
        eventType: { type: 'string' },
        ...endpointProperties,
        attemptCount: { description: 'All attempts, those before a redelivery included.', type: 'integer', minimum: 1 },
        outcome: { description: 'How the last attempt ended.', enum: outcomeClasses },
        status: {
          description: 'Status of the last answer; null when none came.',
          anyOf: [{ type: 'integer' }, { type: 'null' }],
        },
        diagnosis: { description: 'The last attempt in one line for people.', type: 'string' },
        failedAt: { description: 'When the last attempt ended.', type: 'string', format: 'date-time' },
      },
    },
    sample: {
      deliveryId: 'dlv_01k9xq3v7hf0t8gq2x4m6n8p0t',
      eventId: 'evt_01k9xq3v7hf0t8gq2x4m6n8p0v',
      eventType: 'customer.event.create',
      ...sample,
      attemptCount: 3,
      outcome: 'failed',
      status: 503,
      diagnosis: '503 Service Unavailable: the receiver is overloaded or down for maintenance',
      failedAt: '2026-11-21T12:00:00.000Z',
    },
  },
] as const satisfies readonly EventTypeDefinition[];

type PlatformEventType = (typeof platformEventTypes)[number];

export type PlatformEventName = PlatformEventType['name'];

export type PlatformEventPayload<Name extends PlatformEventName> = ValueOf<
  Extract<PlatformEventType, { readonly name: Name }>['schema']
>;

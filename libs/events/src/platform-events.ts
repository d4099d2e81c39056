import type { EventTypeDefinition } from './contract.js';

/** The uid of the application that belongs to the operator: the platform's own events are emitted into it. */
export const operatorApplicationUid = 'postrider';

const endpointProperties = {
  endpointId: { type: 'string' },
  applicationId: { type: 'string' },
  url: { type: 'string' },
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
    category: 'postrider',
    description: 'Every attempt to an endpoint has failed for half the time after which it is disabled.',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['endpointId', 'applicationId', 'url', 'failingSince', 'disabledAt'],
      properties: {
        ...endpointProperties,
        failingSince: { type: 'string', format: 'date-time' },
        disabledAt: {
          description: 'When the endpoint is disabled if nothing is delivered until then.',
          type: 'string',
          format: 'date-time',
        },
      },
    },
    sample: { ...sample, failingSince: '2026-11-18T12:00:00.000Z', disabledAt: '2026-11-23T12:00:00.000Z' },
  },
  {
    name: 'endpoint.disabled',
    category: 'postrider',
    description: 'An endpoint was disabled by the platform. What it is owed is held until it is resumed.',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['endpointId', 'applicationId', 'url', 'reason'],
      properties: { ...endpointProperties, reason: { type: 'string' } },
    },
    sample: { ...sample, reason: 'the receiver answered 410 Gone' },
  },
] as const satisfies readonly EventTypeDefinition[];

export type PlatformEventName = (typeof platformEventTypes)[number]['name'];

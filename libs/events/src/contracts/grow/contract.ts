import type { Contract } from '../../contract.js';
import { noContractValues } from '../contract-values.js';
import { platformUserAgent, requestHeaders, userAgentOption } from '../request-headers.js';
import { growBody } from './envelope.js';
import { growEventTypes } from './event-types.js';

/**
 * Grow's webhook connector. Exactly 200 is a success. "Retried up to three times. If all three attempts fail"
 * is read as three attempts in total; an endpoint that wants four has its own retry policy.
 */
export const grow: Contract = {
  name: 'grow',
  title: 'Grow webhook connector',
  eventTypes: growEventTypes,
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      wrapper: {
        enum: ['none', 'event', 'array'],
        default: 'none',
        description: 'The body: the payload itself, the payload as `data` beside the event’s name, or an array of one.',
      },
      eventKey: {
        type: 'string',
        pattern: '^(?!data$)[A-Za-z0-9_]{1,64}$',
        default: 'event',
        description: 'The key of the event’s name when the wrapper is `event`.',
      },
      userAgent: userAgentOption(platformUserAgent),
    },
  },
  values: noContractValues,
  signatureSchemes: ['none', 'standard'],
  success: { statuses: [200] },
  timeoutMs: 10_000,
  retryPolicy: { maxAttempts: 3, schedule: [60], jitter: 0.1 },
  ordering: 'none',
  disableOnGone: false,
  testEvent: { type: growEventTypes[0].name, payload: growEventTypes[0].sample },
  body: growBody,
  headers: (_event, settings) => requestHeaders(settings, platformUserAgent),
};

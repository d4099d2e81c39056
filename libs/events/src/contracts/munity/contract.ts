import { payloadTooLarge, type Contract } from '../../contract.js';
import { platformUserAgent, requestHeaders, userAgentOption } from '../request-headers.js';
import { munityBody } from './envelope.js';
import { munityEventTypes } from './event-types.js';

/**
 * Munity Unified API. Its document promises names and bodies and is silent on delivery, so success, time-out
 * and retries are the platform's choice. No signature is documented; one may be added without disturbing a
 * receiver that expects none.
 */
export const munity: Contract = {
  name: 'munity',
  title: 'Munity Unified API',
  eventTypes: munityEventTypes,
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      stateWhenAbsent: {
        enum: ['empty', 'null', 'omitted'],
        default: 'empty',
        description: 'What the envelope says for `state` when the connection has none: "", null or no such key.',
      },
      userAgent: userAgentOption(platformUserAgent),
    },
  },
  values: {
    type: 'object',
    additionalProperties: { type: 'string' },
    required: ['workspace_id', 'customer_id'],
    properties: {
      workspace_id: {
        type: 'string',
        minLength: 1,
        maxLength: 255,
        description: 'The workspace, a UUID at Munity.',
        examples: ['11111111-2222-3333-aaaa-eeeeeeeeeeee'],
      },
      customer_id: {
        type: 'string',
        // Munity says letters and digits, and shows `customer_1234`.
        pattern: '^[A-Za-z0-9_-]{1,255}$',
        description: 'The customer id that was given to connect().',
        examples: ['customer1234'],
      },
      state: {
        type: 'string',
        maxLength: 2048,
        description: 'The state that was given to connect().',
        examples: ['state-given-to-connect'],
      },
    },
  },
  signatureSchemes: ['none', 'standard'],
  success: { statuses: '2xx', hopeless: [payloadTooLarge] },
  timeoutMs: 10_000,
  retryPolicy: { maxAttempts: 3, schedule: { initial: 60, factor: 5, maxInterval: 300 }, jitter: 0.1 },
  ordering: 'none',
  disableOnGone: false,
  testEvent: { type: munityEventTypes[0].name, payload: munityEventTypes[0].sample },
  body: munityBody,
  headers: (_event, settings) => requestHeaders(settings, platformUserAgent),
};

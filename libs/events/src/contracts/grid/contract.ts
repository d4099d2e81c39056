import type { Contract } from '../../contract.js';
import { noContractValues } from '../contract-values.js';
import { platformUserAgent, requestHeaders, userAgentOption } from '../request-headers.js';
import { gridBody } from './envelope.js';
import { gridEventTypes } from './event-types.js';

const day = 24 * 60 * 60;

/**
 * Lightspark Grid. A 409 says that the receiver has seen the id before, which ends the delivery without error.
 * Its documents also name 160 retries, which do not fit into 7 days at 30 minutes; the window is what they
 * repeat, and an endpoint may bound its attempts by a retry policy of its own.
 *
 * INCOMING_PAYMENT.PENDING asks for an approval: 403 and 422 are answers, the answer is due in 5 seconds and
 * nothing is tried again.
 */
export const grid: Contract = {
  name: 'grid',
  title: 'Lightspark Grid',
  eventTypes: gridEventTypes,
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      headerForm: {
        enum: ['json', 'bare'],
        default: 'json',
        description:
          'X-Grid-Signature as {"v":"1","s":"<base64>"}, which Grid’s own verifier and Kotlin SDK read, or as the ' +
          'bare base64 that its Python and ramps examples read.',
      },
      timestamp: {
        enum: ['occurred', 'accepted'],
        default: 'occurred',
        description: 'The envelope’s time: when the event occurred or when it was emitted.',
      },
      userAgent: userAgentOption(platformUserAgent),
    },
  },
  values: noContractValues,
  signatureSchemes: ['grid'],
  success: { statuses: '2xx', terminal: [409] },
  timeoutMs: 30_000,
  eventTypeRules: {
    'INCOMING_PAYMENT.PENDING': { timeoutMs: 5_000, success: { statuses: '2xx', terminal: [403, 409, 422] } },
  },
  retryPolicy: {
    maxAgeSeconds: 7 * day,
    schedule: { initial: 5, factor: 2, maxInterval: 30 * 60 },
    jitter: 0.2,
    eventTypes: { 'INCOMING_PAYMENT.PENDING': 'none', TEST: 'none' },
  },
  ordering: 'none',
  disableOnGone: false,
  testEvent: { type: 'TEST', payload: {} },
  body: gridBody,
  headers: (_event, settings) => requestHeaders(settings, platformUserAgent),
  signatureOptions: ({ options }) => ({ headerForm: options.headerForm === 'bare' ? 'bare' : 'json' }),
};

import type { Contract } from '../../contract.js';
import { noContractValues } from '../contract-values.js';
import { requestHeaders, userAgentOption } from '../request-headers.js';
import { customerioBody } from './envelope.js';
import { customerioEventTypes } from './event-types.js';
import { emailEvents } from './event-types/email.js';

/** Receivers look for `Customer.io` in it. */
const userAgent = 'Customer.io Web Hooks 1.0';
const hour = 60 * 60;

/** What Customer.io takes for a receiver that is down or misconfigured, and leaves alone for an hour. */
const hourFirst = {
  seconds: hour,
  statuses: [400, 401, 402, 403, 404, 405, 410, 429, 500, 502, 521],
  classes: ['dns_failed', 'connection_refused', 'connection_reset', 'tls_failed'],
} as const;

/**
 * Customer.io's reporting webhooks. Events go out one by one in order, and a failing one holds back those
 * behind it until it is delivered or its seven days are over; no status disables the endpoint.
 *
 * Source: https://docs.customer.io/integrations/data-out/connections/webhooks.md
 */
export const customerio: Contract = {
  name: 'customerio',
  title: 'Customer.io reporting webhooks',
  eventTypes: customerioEventTypes,
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      body: {
        enum: ['reporting', 'legacy'],
        default: 'reporting',
        description: 'The body of today, or that of before 2020 with `event_type` and a hexadecimal id.',
      },
      withContent: {
        type: 'boolean',
        default: false,
        description: 'Whether `*_sent` events keep `content` and `headers`, which hold what the message said.',
      },
      objectTypeType: {
        type: 'boolean',
        default: false,
        description: 'Repeats `object_type` as `object_type_type`, as one of Customer.io’s schemas spells it.',
      },
      userAgent: userAgentOption(userAgent),
    },
  },
  values: noContractValues,
  signatureSchemes: ['customerio'],
  success: { statuses: '2xx' },
  timeoutMs: 4_000,
  retryPolicy: {
    maxAgeSeconds: 7 * 24 * hour,
    schedule: { initial: 10, factor: 2, maxInterval: hour },
    jitter: 0.2,
    firstDelayFor: hourFirst,
  },
  ordering: 'fifo',
  disableOnGone: false,
  testEvent: {
    type: 'email_sent',
    payload: emailEvents.find(({ name }) => name === 'email_sent')?.sample,
  },
  body: customerioBody,
  headers: (_event, settings) => requestHeaders(settings, userAgent),
};

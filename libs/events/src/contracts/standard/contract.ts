import { payloadTooLarge, type Contract } from '../../contract.js';
import { noContractValues } from '../contract-values.js';
import { platformUserAgent, requestHeaders, userAgentOption } from '../request-headers.js';
import { standardBody } from './envelope.js';

/**
 * Standard Webhooks, the contract of an endpoint that names none. It has no event types of its own: it
 * carries whatever the operator creates. The other signature schemes let receivers keep a verifier that they
 * wrote for another sender.
 */
export const standard: Contract = {
  name: 'standard',
  title: 'Standard Webhooks',
  eventTypes: [],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { userAgent: userAgentOption(platformUserAgent) },
  },
  values: noContractValues,
  signatureSchemes: ['standard', 'standard-ed25519', 'github', 'stripe', 'shopify', 'rfc9421'],
  success: { statuses: '2xx', hopeless: [payloadTooLarge] },
  timeoutMs: 10_000,
  retryPolicy: 'exponential-24h',
  ordering: 'none',
  disableOnGone: true,
  testEvent: { type: 'webhook.test', payload: { test: true } },
  body: standardBody,
  headers: (_event, settings) => requestHeaders(settings, platformUserAgent),
};

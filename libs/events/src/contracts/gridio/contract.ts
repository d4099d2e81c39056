import type { Contract } from '../../contract.js';
import { version } from '../../version.js';
import { noContractValues } from '../contract-values.js';
import { requestHeaders, userAgentOption } from '../request-headers.js';
import { gridioBody } from './envelope.js';
import { gridioEventTypes } from './event-types.js';

const userAgent = `Gridio-Webhook-Manager/v${version}`;

/** Gridio Connect. Its documents give no retry counts or base; the platform's 24-hour policy fills them in. */
export const gridio: Contract = {
  name: 'gridio',
  title: 'Gridio Connect',
  eventTypes: gridioEventTypes,
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      bodyDialect: {
        enum: ['definitions', 'guide'],
        default: 'definitions',
        description:
          'Which of Gridio’s two documents the body follows: the event definitions (dotted type, UNIX seconds, ' +
          'full payload) or the integration guide (`customer_create`, ISO 8601, the resource id alone).',
      },
      userAgent: userAgentOption(userAgent),
    },
  },
  values: noContractValues,
  // `none` is for receivers that check a static x-api-key among the endpoint's headers instead.
  signatureSchemes: ['gridio', 'none'],
  success: { statuses: '2xx' },
  timeoutMs: 10_000,
  retryPolicy: 'exponential-24h',
  ordering: 'none',
  disableOnGone: false,
  testEvent: { type: gridioEventTypes[0].name, payload: gridioEventTypes[0].sample },
  body: gridioBody,
  headers: (event, settings) => [...requestHeaders(settings, userAgent), ['X-Request-ID', event.uuid]],
};

/*
 * What the `data` of Customer.io's events is made of. Numbers and strings are as Customer.io mixes them:
 * action and campaign ids are integers, delivery and journey ids are strings. Fields that are not named here
 * pass, because what Customer.io sends is looser than what it documents.
 *
 * Source: "Reporting webhooks" 1.0.0, https://docs.customer.io/api/webhooks
 */
const text = { type: 'string' } as const;
const id = { type: 'integer' } as const;
const flag = { type: 'boolean' } as const;
export const nullableText = { anyOf: [text, { type: 'null' }] } as const;
const nullableId = { anyOf: [id, { type: 'null' }] } as const;

export const identifiers = {
  type: 'object',
  required: ['id'],
  properties: { id: nullableText, email: nullableText, cio_id: text },
} as const;

/** The message that an event is about, and the broadcast, campaign, newsletter or transaction that sent it. */
export const messageFields = {
  delivery_id: text,
  identifiers,
  customer_id: { type: 'string', description: 'Deprecated; empty once the person was deleted.' },
  action_id: id,
  parent_action_id: id,
  broadcast_id: nullableId,
  trigger_id: id,
  campaign_id: nullableId,
  trigger_event_id: text,
  journey_id: text,
  newsletter_id: nullableId,
  content_id: id,
  transactional_message_id: id,
} as const;

const { action_id, broadcast_id, campaign_id, newsletter_id, transactional_message_id } = messageFields;

/** Documented with `trigger_id`, which Customer.io's own samples leave out. */
const broadcast = {
  type: 'object',
  required: ['broadcast_id', 'action_id'],
  properties: { broadcast_id, action_id },
} as const;
const campaign = {
  type: 'object',
  required: ['campaign_id', 'action_id'],
  properties: { campaign_id, action_id },
} as const;
const newsletter = { type: 'object', required: ['newsletter_id'], properties: { newsletter_id } } as const;
const transaction = {
  type: 'object',
  required: ['transactional_message_id'],
  properties: { transactional_message_id },
} as const;

/** Where a message can come from; transactional messages are e-mails and push notifications. */
export const contexts = [broadcast, campaign, newsletter] as const;
export const contextsWithTransaction = [...contexts, transaction] as const;

/** What single metrics add. */
export const metricFields = {
  recipient: text,
  recipients: {
    type: 'array',
    items: {
      type: 'object',
      required: ['device_id'],
      properties: { device_id: text, device_platform: text, failure_message: text },
    },
  },
  subject: text,
  content: { type: 'string', description: 'The body of the message; sent to endpoints with the option `withContent`.' },
  headers: {
    type: 'object',
    description: 'The custom headers of an e-mail; sent as `content` is.',
    additionalProperties: { type: 'array', items: text },
  },
  failure_message: text,
  href: text,
  link_id: id,
  to: text,
  inbound_event_id: text,
  tracked_response: text,
  proxied: flag,
  prefetched: flag,
  synthetic: flag,
  machine: flag,
} as const;

export type MetricField = keyof typeof metricFields;

export const identifiersSample = { id: '42', email: 'test@example.com', cio_id: 'd9c106000001' } as const;

export const messageSample = {
  action_id: 42,
  broadcast_id: 9,
  customer_id: '0200000001',
  delivery_id: 'RPILAgUBcRhIBqSfeiIwdIYJKxTY',
  identifiers: identifiersSample,
} as const;

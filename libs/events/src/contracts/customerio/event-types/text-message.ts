import { messageEvents } from './message.js';
import type { Metric } from './message.js';

/** What SMS and WhatsApp report alike. */
const metricsOf = (article: 'A' | 'An', kind: string) =>
  ({
    drafted: { description: `${article} ${kind} draft was created.` },
    attempted: {
      description: `${article} ${kind} that couldn’t be sent to the delivery provider will be retried.`,
      required: ['failure_message'],
    },
    sent: {
      description: `${article} ${kind} was sent from Customer.io to the delivery provider.`,
      required: ['recipient'],
      optional: ['content'],
    },
    delivered: {
      description: `The delivery provider reported that the ${kind} was delivered.`,
      required: ['recipient'],
    },
    clicked: {
      description: `A tracked link in the ${kind} was clicked.`,
      required: ['recipient', 'href', 'link_id'],
    },
    converted: {
      description: `A person matched a conversion goal attributed to the ${kind}.`,
      required: ['recipient'],
    },
    bounced: {
      description: `The delivery provider was unable to deliver the ${kind}.`,
      required: ['recipient', 'failure_message'],
    },
    // For SMS a name to subscribe to without a documented schema; this is WhatsApp's.
    dropped: {
      description: `${article} ${kind} wasn’t sent because its recipient was suppressed.`,
      required: ['recipient', 'failure_message'],
    },
    failed: {
      description: `${article} ${kind} couldn’t be sent to the delivery provider.`,
      required: ['failure_message'],
    },
    undeliverable: {
      description: `${article} ${kind} could not be delivered and will not be retried.`,
      required: ['failure_message'],
    },
    replied: { description: `A person replied to the ${kind}.`, required: ['recipient', 'to', 'inbound_event_id'] },
  }) as const satisfies Readonly<Record<string, Metric>>;

const sample = {
  recipient: '+15551234567',
  to: '+15557654321',
  inbound_event_id: '01E4C4CT6YDC7Y5M7FE1GWWPQK',
} as const;

export const smsEvents = messageEvents('sms', sample, metricsOf('An', 'SMS'));

export const whatsappEvents = messageEvents('whatsapp', sample, {
  ...metricsOf('A', 'WhatsApp message'),
  opened: { description: 'A WhatsApp message was read.', required: ['recipient'] },
});

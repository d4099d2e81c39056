import { messageEvents } from './message.js';

const sample = { recipient: 'test@example.com', subject: 'hello' } as const;

export const emailEvents = messageEvents('email', sample, {
  drafted: { description: 'An email draft was created.', required: ['recipient', 'subject'] },
  attempted: {
    description: 'An email that couldn’t be sent to the delivery provider will be retried.',
    required: ['failure_message'],
  },
  // Subscribed to by this name, but in no schema of Customer.io's; it reads as `attempted` does.
  deferred: {
    description: 'An email that the delivery provider couldn’t send will be retried by the delivery provider.',
    required: ['failure_message'],
  },
  // Documented with a subject, which Customer.io's own sample leaves out.
  sent: {
    description: 'An email was sent from Customer.io to the delivery provider.',
    required: ['recipient'],
    optional: ['subject', 'content', 'headers'],
  },
  delivered: {
    description: 'The delivery provider reported the email was delivered to an inbox.',
    required: ['recipient', 'subject'],
  },
  opened: {
    description: 'An email was opened.',
    required: ['recipient'],
    optional: ['subject', 'proxied', 'prefetched', 'synthetic'],
  },
  clicked: {
    description: 'A tracked link in an email was clicked.',
    required: ['recipient', 'subject', 'href', 'link_id'],
    optional: ['machine'],
  },
  converted: {
    description: 'A person matched a conversion goal attributed to an email.',
    required: ['recipient', 'subject'],
  },
  unsubscribed: { description: 'A person unsubscribed via a particular email.', required: ['recipient', 'subject'] },
  bounced: {
    description: 'The delivery provider was unable to deliver the email.',
    required: ['recipient', 'subject', 'failure_message'],
  },
  dropped: {
    description: 'An email wasn’t sent because it was addressed to a person who was suppressed.',
    required: ['recipient', 'subject', 'failure_message'],
  },
  spammed: { description: 'An email was marked as spam by the recipient.', required: ['recipient', 'subject'] },
  // The schema requires a recipient that it does not define.
  failed: {
    description: 'An email couldn’t be sent to the delivery provider.',
    required: ['subject', 'failure_message'],
    optional: ['recipient'],
  },
  undeliverable: {
    description: 'An email could not be delivered and will not be retried.',
    required: ['recipient', 'subject', 'failure_message'],
  },
});

import { messageEvents } from './message.js';

const sample = { recipients: [{ device_id: 'dJkq8Zy3T0q', device_platform: 'ios' }] } as const;

export const pushEvents = messageEvents('push', sample, {
  drafted: { description: 'A push notification draft was created.' },
  attempted: {
    description: 'A push notification that couldn’t be sent to the delivery provider will be retried.',
    required: ['failure_message'],
  },
  sent: {
    description: 'A push notification was sent from Customer.io to the delivery provider.',
    required: ['recipients'],
    optional: ['content'],
  },
  delivered: {
    description: 'The app on a person’s device reported the push notification was delivered.',
    required: ['recipients'],
  },
  opened: {
    description:
      'The app on a person’s device reported the push notification was opened, or the person tapped a tracked link ' +
      'in it.',
    required: ['recipients'],
  },
  clicked: {
    description: 'A tracked link in a push notification was clicked.',
    required: ['recipients', 'href', 'link_id'],
  },
  converted: {
    description: 'A person matched a conversion goal attributed to a push notification.',
    required: ['recipients'],
  },
  bounced: {
    description: 'The delivery provider reported at least one invalid device token.',
    required: ['recipients'],
  },
  dropped: {
    description: 'A push notification wasn’t sent because at least one device token previously bounced.',
    required: ['recipients'],
  },
  failed: {
    description: 'A push notification couldn’t be sent to the delivery provider.',
    required: ['failure_message'],
  },
  undeliverable: {
    description: 'A push notification could not be delivered and will not be retried.',
    required: ['failure_message'],
  },
});

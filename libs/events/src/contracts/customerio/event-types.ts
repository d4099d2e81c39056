import { inAppEvents, slackEvents, webhookEvents } from './event-types/channel-message.js';
import { customerEvents } from './event-types/customer.js';
import { emailEvents } from './event-types/email.js';
import { pushEvents } from './event-types/push.js';
import { smsEvents, whatsappEvents } from './event-types/text-message.js';

/**
 * Every name that a Customer.io reporting webhook can subscribe to, and `slack_undeliverable`, which has a
 * schema but no such name.
 */
export const customerioEventTypes = [
  ...customerEvents,
  ...emailEvents,
  ...pushEvents,
  ...inAppEvents,
  ...smsEvents,
  ...slackEvents,
  ...webhookEvents,
  ...whatsappEvents,
];

import { messageEvents } from './message.js';
import type { Metric, MetricSample } from './message.js';

/** What Slack messages, webhooks and in-app messages report alike. */
const metricsOf = (article: 'A' | 'An', kind: string) =>
  ({
    drafted: { description: `${article} ${kind} draft was created.` },
    attempted: {
      description: `${article} ${kind} that couldn’t be sent will be retried.`,
      required: ['failure_message'],
    },
    sent: {
      description: `${article} ${kind} was sent by Customer.io.`,
      required: ['recipient'],
      optional: ['content'],
    },
    clicked: {
      description: `A tracked link in the ${kind} was clicked.`,
      required: ['recipient', 'href', 'link_id'],
    },
    // For Slack and webhooks a name to subscribe to without a documented schema; this is the in-app message's.
    converted: {
      description: `A person matched a conversion goal attributed to the ${kind}.`,
      required: ['recipient'],
    },
    failed: { description: `${article} ${kind} couldn’t be sent.`, required: ['failure_message'] },
    undeliverable: {
      description: `${article} ${kind} could not be delivered and will not be retried.`,
      required: ['failure_message'],
    },
  }) as const satisfies Record<string, Metric>;

const slackSample = { recipient: '#general' } as const satisfies MetricSample;
const webhookSample = { recipient: 'https://example.com/hook' } as const satisfies MetricSample;
const inAppSample = { recipient: '42' } as const satisfies MetricSample;

export const slackEvents = messageEvents('slack', slackSample, metricsOf('A', 'slack message'));

export const webhookEvents = messageEvents('webhook', webhookSample, metricsOf('A', 'webhook'));

const inApp = metricsOf('An', 'in-app message');

export const inAppEvents = messageEvents('in_app', inAppSample, {
  ...inApp,
  opened: { description: 'An in-app message was opened.' },
  clicked: { ...inApp.clicked, optional: ['tracked_response'] },
});

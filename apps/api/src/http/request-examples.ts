export interface RequestExample {
  readonly summary: string;
  readonly value: object;
}

const hourMs = 3_600_000;

/** Moments that are right whenever they are tried: within the retention, or to come. */
const yesterday = new Date(Date.now() - 24 * hourMs).toISOString();
const anHourAgo = new Date(Date.now() - hourMs).toISOString();
const nextYear = new Date(Date.now() + 365 * 24 * hourMs).toISOString();

const url = 'https://example.com/webhooks';
const customer = { customer_id: '0197f9c1-4818-7141-9c2a-22000108e736', email: 'jane@example.com' };
const registration = { type: 'customer.event.create', payload: customer };
const ofCustomer = { path: '/customer_id', prefix: '0197' };
const withEmail = { path: '/email', exists: true };

/**
 * The bodies that the page of the document offers, by operation; the first is what it begins with. They follow each
 * other as somebody would who tries them from top to bottom, so each succeeds as it stands, and together they show every
 * field there is. What is not listed gets an example of the fields of its schema.
 */
export const requestExamples: Readonly<Record<string, readonly RequestExample[]>> = {
  'Applications.create': [
    { summary: 'A customer', value: { name: 'Acme Inc.', uid: 'acme' } },
    {
      summary: 'A customer whose endpoints get what another contract promised',
      value: {
        name: 'Acme Inc.',
        uid: 'acme-munity',
        contract: 'munity',
        contractValues: {
          workspace_id: '0197f9c1-4818-7141-9c2a-22000108e737',
          customer_id: '0197f9c1-4818-7141-9c2a-22000108e738',
        },
      },
    },
  ],
  'Applications.update': [{ summary: 'A new name', value: { name: 'Acme Corporation' } }],
  'Endpoints.create': [
    { summary: 'A URL and what it wants', value: { url, subscriptions: [{ eventType: 'customer.event.*' }] } },
    {
      summary: 'Only what a filter lets through',
      value: { url, subscriptions: [{ eventType: 'customer.event.*', filter: ofCustomer }] },
    },
    {
      summary: 'Everything that may be said',
      value: {
        url,
        name: 'Customers',
        description: 'Keeps the address book up to date.',
        subscriptions: [
          { eventType: 'customer.event.create', filter: withEmail },
          { eventType: 'customer.event.delete' },
        ],
        contract: 'standard',
        contractOptions: { userAgent: 'Acme-Webhooks/1.0' },
        contractValues: {},
        retryPolicy: { maxAttempts: 5, schedule: [30, 300, 3600], jitter: 0.1 },
        timeoutMs: 5_000,
        successStatuses: [200, 202],
        ordering: 'none',
        rateLimit: { perSecond: 50, burst: 100 },
        maxConcurrency: 8,
        headers: { 'x-api-key': 'k' },
        metadata: { team: 'onboarding' },
      },
    },
  ],
  'Endpoints.update': [{ summary: 'Send less at once', value: { rateLimit: { perSecond: 50 }, maxConcurrency: 8 } }],
  'Endpoints.pause': [{ summary: 'With a reason for people', value: { reason: 'Maintenance until Monday' } }],
  'Endpoints.resume': [
    { summary: 'Send all that was held', value: { backlog: 'send' } },
    { summary: 'Send the newest of what was held', value: { backlog: 'latest' } },
    { summary: 'Send nothing of what was held', value: { backlog: 'discard' } },
  ],
  'Secrets.rotate': [
    { summary: 'A secret made here, the old one signing on for a day', value: { overlapSeconds: 86_400 } },
    {
      summary: 'A secret of your own: make one, everybody can read this one',
      value: { overlapSeconds: 3_600, scheme: 'standard', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
    },
    {
      summary: 'A key pair, whose public key anybody may read',
      value: { overlapSeconds: 3_600, scheme: 'standard-ed25519' },
    },
  ],
  'TestSends.send': [
    { summary: 'What the contract tests with', value: {} },
    { summary: 'The sample of a type', value: { eventType: 'customer.event.create' } },
    { summary: 'A payload of your own', value: { eventType: 'customer.event.create', payload: customer } },
  ],
  'EventTypes.create': [
    {
      summary: 'A type with a schema and a sample',
      value: {
        name: 'invoice.paid',
        category: 'invoice',
        description: 'An invoice was paid in full.',
        schema: { type: 'object', required: ['amount'], properties: { amount: { type: 'integer' } } },
        sample: { amount: 100 },
        deprecated: false,
      },
    },
  ],
  'EventTypes.update': [
    {
      summary: 'Nobody should subscribe to it any more',
      value: { deprecated: true, description: 'Use invoice.settled.' },
    },
  ],
  'Events.emit': [
    { summary: 'A type and a payload', value: registration },
    {
      summary: 'With an id of your own, the time when it happened, and a key to order by',
      value: { ...registration, id: 'registration-4711', occurredAt: yesterday, orderingKey: 'customer-4711' },
    },
  ],
  'Events.emitBatch': [
    {
      summary: 'Two events',
      value: {
        events: [registration, { type: 'customer.event.delete', payload: { customer_id: customer.customer_id } }],
      },
    },
  ],
  'TrySubscriptions.try': [
    { summary: "The endpoint's own subscriptions", value: { eventType: registration.type, payload: customer } },
    {
      summary: 'Subscriptions that it does not have yet',
      value: {
        eventType: registration.type,
        payload: customer,
        subscriptions: [{ eventType: '*', filter: withEmail }, { eventType: 'customer.event.delete' }],
      },
    },
  ],
  'Redeliveries.create': [
    {
      summary: 'Send again what failed since yesterday',
      value: { since: yesterday, status: 'failed', eventTypes: ['customer.event.*'] },
    },
    {
      summary: 'Count what it never got, and send nothing',
      value: { since: yesterday, until: anHourAgo, status: 'missing', dryRun: true },
    },
  ],
  'RetryPolicies.preview': [
    { summary: 'A built-in policy', value: { retryPolicy: 'three-attempts' } },
    {
      summary: 'A policy of your own, for a type that has another',
      value: {
        retryPolicy: {
          maxAgeSeconds: 604_800,
          schedule: { initial: 10, factor: 2, maxInterval: 3_600 },
          jitter: 0.2,
          firstDelayFor: { seconds: 60, classes: ['timed_out'] },
          eventTypes: { 'invoice.viewed': { maxAttempts: 2, schedule: [60], jitter: 0 } },
        },
        eventType: 'invoice.viewed',
        limit: 20,
      },
    },
    {
      summary: 'A policy that waits longer after an overload',
      value: {
        retryPolicy: { maxAttempts: 5, schedule: [10], jitter: 0, firstDelayFor: { seconds: 300, statuses: [503] } },
        firstOutcome: 'failed',
        firstStatus: 503,
      },
    },
  ],
  'ApiKeys.create': [
    {
      summary: 'A key of one application',
      value: { name: 'billing service', application: 'acme', rateLimitPerSecond: 500 },
    },
    { summary: 'An admin key', value: { name: 'deployment' } },
    {
      summary: 'A key that may only read, for a year',
      value: { name: 'dashboard', application: 'acme', access: 'read', expiresAt: nextYear },
    },
  ],
  'ApiKeys.update': [
    { summary: 'A new name and limit', value: { name: 'billing service, EU', rateLimitPerSecond: 1_000 } },
  ],
  'PortalSessions.create': [
    { summary: 'For an hour', value: { name: 'jane@acme.example' } },
    {
      summary: 'For a quarter of an hour, only to look',
      value: { name: 'support', access: 'read', expiresInSeconds: 900 },
    },
  ],
};

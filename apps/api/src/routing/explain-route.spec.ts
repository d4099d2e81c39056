import type { RoutedDelivery, RoutedEndpoint } from '#persistence';
import { describe, expect, it } from '@jest/globals';
import { explainRoute } from './explain-route.js';
import { judgedEvent } from './judge-subscription.js';

const acceptedAt = new Date('2026-11-20T10:00:00.000Z');
const before = new Date('2026-11-20T09:59:59.999Z');
const after = new Date('2026-11-20T10:00:00.001Z');
const event = { ...judgedEvent('order.paid', ['order.paid', '*'], '{"total":5}'), acceptedAt };

const endpoint = { name: 'shop', state: 'active', stateReason: null, stateSince: before, createdAt: before };
const row = (fields: Partial<RoutedEndpoint>): RoutedEndpoint => ({
  endpointId: '019aa000-0000-7000-8000-000000000001',
  endpoint,
  delivery: null,
  subscriptions: [],
  ...fields,
});
const delivery = (fields: Partial<RoutedDelivery>): RoutedDelivery => ({
  id: '019aa000-0000-7000-8000-000000000002',
  state: 'pending',
  attemptCount: 0,
  nextAttemptAt: after,
  finishedAt: null,
  ...fields,
});
const subscription = (filter: string | null, changedAt: Date | null) => ({
  eventType: 'order.paid',
  filter,
  changedAt,
});
const wanted = '{"path":"/total","eq":5}';
const unwanted = '{"path":"/total","gt":5}';

describe('a delivery that is owed', () => {
  it.each<[Partial<RoutedDelivery>, string]>([
    [{}, 'Not attempted yet. The next attempt is due 2026-11-20T10:00:00.001Z.'],
    [{ attemptCount: 1 }, '1 attempt failed so far. The next attempt is due 2026-11-20T10:00:00.001Z.'],
    [{ attemptCount: 2 }, '2 attempts failed so far. The next attempt is due 2026-11-20T10:00:00.001Z.'],
  ])('is explained by its attempts: %j', (fields, explanation) => {
    expect(explainRoute(row({ delivery: delivery(fields) }), event)).toEqual({
      reason: 'pending',
      explanation,
      subscriptions: [],
    });
  });

  it('is held while its endpoint is disabled', () => {
    const disabled = { ...endpoint, state: 'disabled', stateReason: 'answered 410' };
    expect(explainRoute(row({ endpoint: disabled, delivery: delivery({}) }), event)).toMatchObject({
      reason: 'held',
      explanation: 'Held: the endpoint is disabled since 2026-11-20T09:59:59.999Z (answered 410).',
    });
  });
});

describe('an endpoint that was not owed the event', () => {
  it.each<[string, Partial<RoutedEndpoint>]>([
    [
      'endpoint_created_later',
      { endpoint: { ...endpoint, createdAt: after }, subscriptions: [subscription(null, after)] },
    ],
    ['not_subscribed', { endpoint: { ...endpoint, createdAt: acceptedAt } }],
    ['subscribed_later', { subscriptions: [subscription(wanted, after), subscription(unwanted, before)] }],
    ['unexplained', { subscriptions: [subscription(wanted, after), subscription(null, before)] }],
    ['unexplained', { subscriptions: [subscription(wanted, null)] }],
    ['unexplained', { subscriptions: [subscription(wanted, acceptedAt)] }],
    ['filter_not_matched', { subscriptions: [subscription(unwanted, before), subscription(unwanted, after)] }],
  ])('is told %s', (reason, fields) => {
    expect(explainRoute(row(fields), event).reason).toBe(reason);
  });

  it('is told so when its filters were changed since', () => {
    const explain = (changedAt: Date) =>
      explainRoute(row({ subscriptions: [subscription(unwanted, changedAt)] }), event).explanation;
    expect(explain(before)).toBe('/total is 5, but the filter asks: gt 5.');
    expect(explain(after)).toBe(
      '/total is 5, but the filter asks: gt 5. The subscriptions were changed after the event.',
    );
  });
});

import type { RoutedDelivery, RoutedEndpoint } from '#persistence';
import {
  judgeSubscription,
  storedSubscription,
  type JudgedEvent,
  type SubscriptionVerdict,
} from './judge-subscription.js';

/** What can have become of one event at one endpoint. Stable: clients build on them. */
export const routeReasons = [
  'delivered',
  'pending',
  'held',
  'failed',
  'cancelled',
  'discarded',
  'endpoint_created_later',
  'not_subscribed',
  'subscribed_later',
  'filter_not_matched',
  'payload_unreadable',
  'unexplained',
] as const;
export type RouteReason = (typeof routeReasons)[number];

export interface Route {
  readonly reason: RouteReason;
  /** A sentence for people. */
  readonly explanation: string;
  /** What the endpoint's subscriptions to the type, as they are now, say of an event that it was not owed. */
  readonly subscriptions: readonly SubscriptionVerdict[];
}

export interface AcceptedEvent extends JudgedEvent {
  readonly acceptedAt: Date;
}

type Reasoned = Omit<Route, 'subscriptions'>;

/** Why an endpoint was owed an event and what became of that, or why it was not. */
export function explainRoute(row: RoutedEndpoint, event: AcceptedEvent): Route {
  if (row.delivery !== null) return { ...ofDelivery(row.delivery, row), subscriptions: [] };
  const verdicts = row.subscriptions.map((one) => judgeSubscription(storedSubscription(one), event));
  return { ...ofNone(row, event, verdicts), subscriptions: verdicts };
}

function ofDelivery(delivery: RoutedDelivery, { endpoint }: RoutedEndpoint): Reasoned {
  const { state, attemptCount, nextAttemptAt } = delivery;
  switch (state) {
    case 'delivered':
      return { reason: state, explanation: `Delivered at attempt ${attemptCount}.` };
    case 'failed':
      return { reason: state, explanation: `Given up after ${timesOf(attemptCount)}.` };
    case 'cancelled':
      return {
        reason: state,
        explanation: endpoint === null ? 'Cancelled: the endpoint is deleted.' : 'Cancelled by somebody.',
      };
    case 'discarded':
      return { reason: state, explanation: 'Discarded when the endpoint was resumed without its backlog.' };
    case 'pending':
      break;
  }
  if (endpoint !== null && endpoint.state !== 'active') {
    const why = endpoint.stateReason === null ? '' : ` (${endpoint.stateReason})`;
    const since = endpoint.stateSince.toISOString();
    return { reason: 'held', explanation: `Held: the endpoint is ${endpoint.state} since ${since}${why}.` };
  }
  const next = nextAttemptAt === null ? '' : ` The next attempt is due ${nextAttemptAt.toISOString()}.`;
  const sofar = attemptCount === 0 ? 'Not attempted yet.' : `${timesOf(attemptCount)} failed so far.`;
  return { reason: 'pending', explanation: sofar + next };
}

function ofNone(
  { endpoint, subscriptions }: RoutedEndpoint,
  { acceptedAt, type }: AcceptedEvent,
  verdicts: readonly SubscriptionVerdict[],
): Reasoned {
  if (endpoint !== null && endpoint.createdAt > acceptedAt) {
    return { reason: 'endpoint_created_later', explanation: 'The endpoint was created after the event.' };
  }
  const [first] = verdicts;
  if (first === undefined) {
    return { reason: 'not_subscribed', explanation: `No subscription of the endpoint matches ${type}.` };
  }
  const changedLater = subscriptions.map(({ changedAt }) => changedAt !== null && changedAt > acceptedAt);
  const matching = verdicts.flatMap(({ reason }, index) => (reason === 'matched' ? [changedLater[index]] : []));
  if (matching.length > 0) {
    return matching.every((later) => later === true)
      ? {
          reason: 'subscribed_later',
          explanation: 'The subscription that matches was made or changed after the event.',
        }
      : { reason: 'unexplained', explanation: 'The subscriptions match now; why they did not then is not on record.' };
  }
  const since = changedLater.includes(true) ? ' The subscriptions were changed after the event.' : '';
  const missed = verdicts.find(({ reason }) => reason === 'filter_not_matched') ?? first;
  return {
    reason: missed.reason === 'payload_unreadable' ? 'payload_unreadable' : 'filter_not_matched',
    explanation: missed.explanation + since,
  };
}

function timesOf(count: number): string {
  return count === 1 ? '1 attempt' : `${count} attempts`;
}

import { idsOf, type JournalEntries } from './journal.js';

/** What became of the deliveries of the events that were answered with 202. */
export interface MatchedDeliveries {
  /** From the 202 to the receiver having the whole request, ascending. Negative where the delivery was first. */
  readonly latenciesMs: Float64Array;
  /** Different deliveries that arrived. */
  readonly delivered: number;
  /** Arrivals of a delivery that had arrived before. */
  readonly duplicates: number;
  /** Deliveries that are owed by a 202 and never arrived. */
  readonly lost: number;
  /** Arrivals of events that the load never saw a 202 for. */
  readonly strangers: number;
  readonly lastReceivedAtMs: number;
}

/** Joins what the load was answered with what the receiver got; `expected` deliveries are owed in all. */
export function matchDeliveries(
  accepted: JournalEntries,
  received: JournalEntries,
  expected: number,
): MatchedDeliveries {
  const acceptedAtMs = new Map(idsOf(accepted).map((id, i) => [id, accepted.atMs[i] ?? NaN]));
  const seen = new Set<string>();
  const latenciesMs = new Float64Array(received.count);
  let strangers = 0;
  let duplicates = 0;
  let lastReceivedAtMs = 0;
  for (const [i, id] of idsOf(received).entries()) {
    const answeredAtMs = acceptedAtMs.get(id);
    const delivery = `${id} ${received.lanes[i] ?? 0}`;
    if (answeredAtMs === undefined) strangers += 1;
    else if (seen.has(delivery)) duplicates += 1;
    else {
      const receivedAtMs = received.atMs[i] ?? NaN;
      latenciesMs[seen.size] = receivedAtMs - answeredAtMs;
      lastReceivedAtMs = Math.max(lastReceivedAtMs, receivedAtMs);
      seen.add(delivery);
    }
  }
  return {
    latenciesMs: latenciesMs.slice(0, seen.size).sort(),
    delivered: seen.size,
    duplicates,
    lost: expected - seen.size,
    strangers,
    lastReceivedAtMs,
  };
}

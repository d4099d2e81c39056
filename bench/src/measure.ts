import { parsePublicId } from '#persistence';
import { setTimeout as sleep } from 'node:timers/promises';
import { arrivals } from './arrivals.js';
import { nowMs } from './clock.js';
import type { JournalEntries } from './journal.js';
import type { LoadOrder, LoadReport } from './load.js';
import { matchDeliveries, type MatchedDeliveries } from './match-deliveries.js';
import { usageBetween, usageOf, type Usage } from './process-usage.js';
import type { Stand } from './stand.js';

/** What one run of load and its deliveries came to. */
export interface Measured {
  readonly load: LoadReport;
  /** What the receiver got meanwhile. */
  readonly received: JournalEntries;
  readonly matched: MatchedDeliveries;
  readonly acceptedPerSecond: number;
  /** From the first request of the load to the last delivery received. */
  readonly deliveredPerSecond: number;
  /** Opened to the receiver meanwhile. */
  readonly connectionsOpened: number;
  readonly usage: readonly Usage[];
  readonly startedAtMs: number;
  /** When the last outcome was recorded. */
  readonly settledAtMs: number;
}

export type Order = Pick<LoadOrder, 'applicationIds' | 'events' | 'connections' | 'perSecond'>;

const pollMs = 100;
/** Longer than the first retry of a delivery that failed, so that it still counts as delivered. */
const patienceMs = 60_000;

/** Emits, waits until every delivery has arrived and is recorded, and joins both ends. */
export async function measure(stand: Stand, order: Order): Promise<Measured> {
  await stand.receiver.ask('clear', undefined);
  const before = usageOf(stand.participants);
  const load = await stand.load.ask('run', { ...stand.account, ...order });
  await arrivals(stand.receiver, load.owed, patienceMs);
  await recorded(stand, order.applicationIds);
  const settledAtMs = nowMs();
  const usage = usageBetween(before, usageOf(stand.participants));
  const received = await stand.receiver.ask('entries', undefined);
  const matched = matchDeliveries(load.accepted, received, load.owed);
  const { startedAtMs, endedAtMs, accepted } = load;
  return {
    load,
    received,
    matched,
    acceptedPerSecond: (accepted.count * 1_000) / (endedAtMs - startedAtMs),
    deliveredPerSecond: (matched.delivered * 1_000) / (matched.lastReceivedAtMs - startedAtMs),
    connectionsOpened: await stand.receiver.ask('connections', undefined),
    usage,
    startedAtMs,
    settledAtMs,
  };
}

/** Until these applications are owed no fresh delivery any more. One index probe per endpoint: asking costs little. */
export async function recorded(stand: Stand, applicationIds: readonly string[]): Promise<void> {
  const ids = applicationIds.map((id) => parsePublicId('application', id));
  const giveUpAtMs = nowMs() + patienceMs;
  while (nowMs() < giveUpAtMs) {
    const { rowCount } = await stand.database.query(
      `select from postrider.endpoint e
       cross join lateral (select from postrider.owed_delivery o 
                           where o.endpoint_id = e.id and o.redelivery_id is null limit 1) o
       where e.application_id = any($1) limit 1`,
      [ids],
    );
    if (rowCount === 0) return;
    await sleep(pollMs);
  }
}

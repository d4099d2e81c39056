import { firstUuidAt, parsePublicId, type Database, type IdKind } from '#persistence';
import type { Account } from '../api-client.js';
import { monthDays } from '../fill-month.js';
import { usageBetween, usageOf, type Participant, type Usage } from '../process-usage.js';
import { atMost, type Measurement } from '../result.js';
import { percentile } from '../statistics.js';
import { listsOf, type List, type Named, type Subjects } from './lists.js';
import { explainList, timeList } from './time-list.js';

const aimMs = 50;
const dayMs = 86_400_000;

/** A platform that has a month of history. */
export interface Filled {
  readonly account: Account;
  readonly participants: readonly Participant[];
  /** For explaining what the API asks. */
  readonly database: Database;
}

/** Public ids. */
export interface Applications {
  readonly busy: string;
  readonly rare: string;
  readonly blocked: string;
}

/** Times every list, one after the other, and explains it. */
export async function measureLists(
  filled: Filled,
  applications: Applications,
  requests: number,
  say: (line: string) => void,
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const list of listsOf(await findSubjects(filled.account, applications))) {
    const measurement = await measure({ filled, list, requests });
    measurements.push(measurement);
    say(`${list.name}: p99 ${measurement.value.toFixed(1)} ms, ${JSON.stringify(measurement.beside)}`);
  }
  return measurements;
}

/** Its plans are explained after it was timed, for that would warm it. */
async function measure(what: {
  readonly filled: Filled;
  readonly list: List;
  readonly requests: number;
}): Promise<Measurement> {
  const { filled, list, requests } = what;
  const before = usageOf(filled.participants);
  const { coldMs, warmMs } = await timeList(filled.account, list, requests);
  const cpuMs = cpuOf(usageBetween(before, usageOf(filled.participants))) / (coldMs.length + warmMs.length);
  const walked = await explainList(filled.database.reads, list);
  const [p50, p99] = [0.5, 0.99].map((share) => percentile(warmMs, share)) as [number, number];
  return {
    name: list.name,
    value: p99,
    unit: 'ms',
    aim: atMost(p99, aimMs),
    beside: {
      p50Ms: p50,
      slowestColdMs: Math.max(...coldMs),
      cpuMs,
      ...(walked !== undefined && { rows: walked.rows, indexes: walked.indexes.join(' ') }),
    },
  };
}

/** Milliseconds; what others do on the machine lengthens requests, but not this. */
function cpuOf(usage: readonly Usage[]): number {
  const own = usage.filter(({ name }) => name !== 'load' && name !== 'receiver');
  return own.reduce((sum, { cpuSeconds }) => sum + (cpuSeconds ?? NaN) * 1_000, 0);
}

/** What a list shows of a row; of a delivery, what it belongs to as well. */
interface Ids {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
}

async function findSubjects(account: Account, { busy, rare, blocked }: Applications): Promise<Subjects> {
  const ids = async (path: string): Promise<Ids> => {
    const response = await fetch(`${account.apiUrl}/v1/applications/${path}limit=1`, {
      headers: { authorization: `Bearer ${account.key}` },
    });
    const { data } = (await response.json()) as { data: Ids[] };
    if (data[0] === undefined) throw new Error(`bug: ${path} has nothing to ask for`);
    return data[0];
  };
  const midMonth = new Date(Date.now() - (monthDays / 2) * dayMs).toISOString();
  // One at which something failed.
  const [failed, rareEndpoint, blockedEndpoint, delivery] = await Promise.all([
    ids(`${busy}/deliveries?status=failed&`),
    ids(`${rare}/endpoints?`),
    ids(`${blocked}/endpoints?`),
    ids(`${busy}/deliveries?until=${midMonth}&`),
  ]);
  return {
    busy: named('application', busy),
    rare: named('application', rare),
    blocked: named('application', blocked),
    endpoint: named('endpoint', failed.endpointId),
    rareEndpoint: named('endpoint', rareEndpoint.id),
    blockedEndpoint: named('endpoint', blockedEndpoint.id),
    delivery: named('delivery', delivery.id),
    event: named('event', delivery.eventId),
  };
}

function named(kind: IdKind, publicId: string): Named {
  return { publicId, id: parsePublicId(kind, publicId) ?? firstUuidAt(0) };
}

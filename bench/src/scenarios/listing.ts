import { firstUuidAt, openDatabase, parsePublicId, type Database, type IdKind } from '#persistence';
import type pg from 'pg';
import { makeApplication, makeApplications, type Account } from '../api-client.js';
import { fillMonth, monthDays } from '../fill-month.js';
import { owe } from '../fill.js';
import { listsOf, type List, type Named, type Subjects } from '../listing/lists.js';
import { explainList, timeList } from '../listing/time-list.js';
import { usageBetween, usageOf, type Usage } from '../process-usage.js';
import { atMost, type Measurement } from '../result.js';
import { defineScenario } from '../scenario.js';
import { withStand, type Stand } from '../stand.js';
import { percentile } from '../statistics.js';

const aimMs = 50;
const reportEvery = 1_000_000;
const dayMs = 86_400_000;

/** Whether every list is quick over a month of history, whatever it is asked and however deep the page lies. */
export const listing = defineScenario({
  name: 'listing',
  summary: 'every list and filter over --rows deliveries of a month, over HTTP; fails above 50 ms at p99',
  numbers: { rows: 10_000_000, requests: 200, owed: 100_000 },
  exacting: true,
  run: ({ closers, say, ...options }, { rows, requests, owed }) =>
    withStand(options, closers, async (stand) => {
      say('making applications and endpoints');
      const applications = await fill(stand, { rows, owed }, say);
      const subjects = await findSubjects(stand.account, applications);
      const database = openDatabase({ url: urlOf(stand.database), poolSize: 2, applicationName: 'postrider-bench' });
      closers.add(() => database.close());
      const measurements: Measurement[] = [];
      for (const list of listsOf(subjects)) {
        const measurement = await measure({ stand, database, list, requests });
        measurements.push(measurement);
        say(`${list.name}: p99 ${measurement.value.toFixed(1)} ms, ${JSON.stringify(measurement.beside)}`);
      }
      return { scenario: 'listing', settings: { ...options.named, rows, requests, owed }, measurements, usage: [] };
    }),
});

/** Public ids. */
interface Applications {
  readonly busy: string;
  readonly rare: string;
  readonly blocked: string;
}

async function fill(
  { account, database }: Stand,
  { rows, owed }: { readonly rows: number; readonly owed: number },
  say: (line: string) => void,
): Promise<Applications> {
  const urls = (count: number) => Array.from({ length: count }, (_, n) => `http://127.0.0.1:9/${n}`);
  const busy = await makeApplication(account, 'busy', urls(40));
  const quiet = await makeApplications(
    account,
    urls(60).map((url, n) => url.replace('127.0.0.1', `127.0.1.${n + 1}`)),
  );
  const rare = await makeApplication(account, 'rare', urls(1));
  const [busyIds, quietIds, [rareId = '']] = await Promise.all([
    endpointsOf(database, [busy]),
    endpointsOf(database, quiet),
    endpointsOf(database, [rare]),
  ]);
  await fillMonth(database, { busy: busyIds, quiet: quietIds, rare: rareId, deliveries: rows }, (filled) => {
    if (filled % reportEvery === 0) say(`history: ${filled} of ${rows}`);
  });
  say(`owing ${owed} deliveries to one endpoint`);
  const [blocked = ''] = quiet;
  await pauseAll(database, blocked);
  await owe(database, blocked, owed);
  return { busy, rare, blocked };
}

/** Its plans are explained after it was timed, for that would warm it. */
async function measure(what: {
  readonly stand: Stand;
  readonly database: Database;
  readonly list: List;
  readonly requests: number;
}): Promise<Measurement> {
  const { stand, database, list, requests } = what;
  const before = usageOf(stand.participants);
  const { coldMs, warmMs } = await timeList(stand.account, list, requests);
  const cpuMs = cpuOf(usageBetween(before, usageOf(stand.participants))) / (coldMs.length + warmMs.length);
  const walked = await explainList(database.reads, list);
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

async function endpointsOf(database: pg.Pool, applications: readonly string[]): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    'select id from postrider.endpoint where application_id = any($1) order by id',
    [applications.map((id) => parsePublicId('application', id))],
  );
  return rows.map(({ id }) => id);
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

/** What is owed stays owed: nobody is to be delivered to while lists are timed. */
async function pauseAll(database: pg.Pool, application: string): Promise<void> {
  await database.query(`update postrider.endpoint set state = 'paused' where application_id = $1`, [
    parsePublicId('application', application),
  ]);
}

function urlOf(database: pg.Pool): string {
  const { connectionString } = database.options;
  if (connectionString === undefined) throw new Error('bug: the stand opened its pool without a URL');
  return connectionString;
}

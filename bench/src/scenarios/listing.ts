import {
  encodeCursor,
  firstUuidAt,
  listApplicationAttempts,
  listDeliveries,
  listEvents,
  openDatabase,
  parsePublicId,
  readEndpointHours,
  type Queryable,
} from '#persistence';
import type pg from 'pg';
import { explaining, type PlanNode } from '../../../test/harness/explaining.js';
import { makeApplication, makeApplications, type Account } from '../api-client.js';
import { fillMonth, monthDays } from '../fill-month.js';
import { owe } from '../fill.js';
import { atMost, type Measurement } from '../result.js';
import { defineScenario } from '../scenario.js';
import { withStand } from '../stand.js';
import { usageBetween, usageOf, type Usage } from '../process-usage.js';
import { percentile } from '../statistics.js';

const aimMs = 50;
const warmUps = 20;
const reportEvery = 1_000_000;
const dayMs = 86_400_000;

/** What the lists are asked for: public ids, of which the UUIDs are those of the rows. */
interface Names {
  readonly app: string;
  readonly endpoint: string;
  readonly rareApp: string;
  readonly rareEndpoint: string;
}

interface List {
  readonly name: string;
  /** Path with its query, below /v1. */
  readonly path: string;
  /** Runs the statements behind it; undefined for lists that Prisma reads. */
  readonly read?: (db: Queryable) => Promise<unknown>;
  /** Whether it has pages, so that one from anywhere within the month can be asked for. */
  readonly hasPages: boolean;
}

/** Whether every list is quick over a month of history, whatever it is asked and however deep the page lies. */
export const listing = defineScenario({
  name: 'listing',
  summary: 'every list and filter over --rows deliveries of a month, over HTTP; fails above 50 ms at p99',
  numbers: { rows: 10_000_000, requests: 100, owed: 100_000 },
  exacting: true,
  run: ({ closers, say, ...options }, { rows, requests, owed }) =>
    withStand(options, closers, async (stand) => {
      say('making applications and endpoints');
      const urls = (count: number) => Array.from({ length: count }, (_, n) => `http://127.0.0.1:9/${n}`);
      const app = await makeApplication(stand.account, 'busy', urls(40));
      const quiet = await makeApplications(
        stand.account,
        urls(60).map((url, n) => url.replace('127.0.0.1', `127.0.1.${n + 1}`)),
      );
      const rareApp = await makeApplication(stand.account, 'rare', urls(1));
      const [busyIds, quietIds, [rare = '']] = await Promise.all([
        endpointsOf(stand.database, [app]),
        endpointsOf(stand.database, quiet),
        endpointsOf(stand.database, [rareApp]),
      ]);
      await fillMonth(stand.database, { busy: busyIds, quiet: quietIds, rare, deliveries: rows }, (filled) => {
        if (filled % reportEvery === 0) say(`history: ${filled} of ${rows}`);
      });
      say(`owing ${owed} deliveries to one endpoint`);
      const [blocked = ''] = quiet;
      await pauseAll(stand.database, blocked);
      await owe(stand.database, blocked, owed);

      const names = { app, rareApp, ...(await endpointNames(stand.account, app, rareApp)) };
      const database = openDatabase({ url: urlOf(stand.database), poolSize: 2, applicationName: 'postrider-bench' });
      closers.add(() => database.close());
      const measurements: Measurement[] = [];
      for (const list of listsOf(names, blocked)) {
        const before = usageOf(stand.participants);
        const durationsMs = await time(stand.account, list, requests);
        const cpuMs = cpuOf(usageBetween(before, usageOf(stand.participants))) / (requests + warmUps);
        const plan = list.read === undefined ? '' : await planOf(database.reads, list.read);
        const [p50, p99] = [0.5, 0.99].map((share) => percentile(durationsMs, share)) as [number, number];
        measurements.push(
          { name: `${list.name}, p50 ${plan}`, value: p50, unit: 'ms' },
          { name: `${list.name}, p99`, value: p99, unit: 'ms', aim: atMost(p99, aimMs) },
          { name: `${list.name}, CPU of API and Postgres`, value: cpuMs, unit: 'ms' },
        );
        say(`${list.name}: p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, CPU ${cpuMs.toFixed(1)} ms ${plan}`);
      }
      return {
        scenario: 'listing',
        settings: { ...options.named, rows, requests, owed },
        measurements,
        usage: [],
      };
    }),
});

function listsOf({ app, endpoint, rareApp, rareEndpoint }: Names, blocked: string): List[] {
  const page = { limit: 50 };
  const uuid = (name: string, kind: 'application' | 'endpoint') => parsePublicId(kind, name) ?? '';
  const of = uuid(app, 'application');
  const endpointId = uuid(endpoint, 'endpoint');
  const payload = { path: ['orderId'], value: 'nobody' };
  const deliveries = (name: string, query: string, filter: Parameters<typeof listDeliveries>[2], in_ = app): List => ({
    name: `deliveries ${name}`,
    path: `/applications/${in_}/deliveries?${query}`,
    read: (db) => listDeliveries(db, uuid(in_, 'application'), filter, page),
    hasPages: true,
  });
  const events = (name: string, query: string, filter: Parameters<typeof listEvents>[2], in_ = app): List => ({
    name: `events ${name}`,
    path: `/applications/${in_}/events?${query}`,
    read: (db) => listEvents(db, uuid(in_, 'application'), filter, page),
    hasPages: true,
  });
  const attempts = (name: string, query: string, filter: Parameters<typeof listApplicationAttempts>[2]): List => ({
    name: `attempts ${name}`,
    path: `/applications/${app}/attempts?${query}`,
    read: (db) => listApplicationAttempts(db, of, filter, page),
    hasPages: true,
  });
  const since = new Date(Date.now() - monthDays * dayMs);
  return [
    deliveries('of an application', '', {}),
    deliveries('of an application with few', '', {}, rareApp),
    deliveries('of an endpoint', `endpoint=${endpoint}`, { endpointId }),
    deliveries(
      'of an endpoint with few',
      `endpoint=${rareEndpoint}`,
      { endpointId: uuid(rareEndpoint, 'endpoint') },
      rareApp,
    ),
    deliveries('failed', 'status=failed', { state: 'failed' }),
    deliveries('failed at an endpoint', `status=failed&endpoint=${endpoint}`, { state: 'failed', endpointId }),
    deliveries('pending, none', 'status=pending', { state: 'pending' }),
    deliveries('pending, many', 'status=pending', { state: 'pending' }, blocked),
    deliveries(
      'pending, of a type',
      'status=pending&eventType=order.rare',
      { state: 'pending', eventTypes: ['order.rare'] },
      blocked,
    ),
    deliveries('cancelled, none', 'status=cancelled', { state: 'cancelled' }),
    deliveries('of two types', 'eventType=order.rare&eventType=order.late', {
      eventTypes: ['order.rare', 'order.late'],
    }),
    deliveries('by a rare status', 'responseStatus=202', { responseStatus: 202 }),
    deliveries('by outcome', 'outcome=blocked', { outcome: 'blocked' }),
    deliveries('by payload', 'payloadPath=/orderId&payloadValue=nobody', { payload }),
    deliveries('by a number in the payload', 'payloadPath=/n&payloadValue=4.50', {
      payload: { path: ['n'], value: '4.50' },
    }),
    events('of an application', '', {}),
    events('of an application with few', '', {}, rareApp),
    events('of a type', 'type=order.rare', { types: ['order.rare'] }),
    events('by ordering key', 'orderingKey=nobody', { orderingKey: 'nobody' }),
    events('by payload', 'payloadPath=/orderId&payloadValue=nobody', { payload }),
    attempts('of an application', '', {}),
    attempts('by status', 'status=202', { status: 202 }),
    attempts('of an endpoint', `endpoint=${endpoint}`, { endpointId }),
    attempts('that failed at an endpoint', `endpoint=${endpoint}&outcome=failed`, { endpointId, outcome: 'failed' }),
    {
      name: 'statistics of a month',
      path: `/applications/${app}/endpoints/${endpoint}/stats?since=${since.toISOString()}`,
      read: (db) => readEndpointHours(db, endpointId, since, new Date()),
      hasPages: false,
    },
    { name: 'endpoints', path: `/applications/${app}/endpoints`, hasPages: false },
    { name: 'applications', path: '/applications', hasPages: false },
    { name: 'event types', path: '/event-types', hasPages: false },
    { name: 'API keys', path: '/api-keys', hasPages: false },
  ];
}

/** Milliseconds of each request, ascending: of the first page and of pages anywhere, in both directions. */
async function time(account: Account, list: List, requests: number): Promise<number[]> {
  const durations: number[] = [];
  for (let n = -warmUps; n < requests; n += 1) {
    const path = list.hasPages ? `${list.path}&${pageQuery(n)}` : list.path;
    const startedAt = performance.now();
    const response = await fetch(`${account.apiUrl}/v1${path}`, {
      headers: { authorization: `Bearer ${account.key}` },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${text}`);
    if (n >= 0) durations.push(performance.now() - startedAt);
  }
  return durations.sort((one, other) => one - other);
}

/** Milliseconds; what others do on the machine lengthens requests, but not this. */
function cpuOf(usage: readonly Usage[]): number {
  const own = usage.filter(({ name }) => name !== 'load' && name !== 'receiver');
  return own.reduce((sum, { cpuSeconds }) => sum + (cpuSeconds ?? NaN) * 1_000, 0);
}

function pageQuery(n: number): string {
  if (n % 3 === 0) return '';
  const key = firstUuidAt(Date.now() - Math.random() * monthDays * dayMs);
  return `cursor=${encodeCursor({ direction: n % 3 === 1 ? 'after' : 'before', key })}`;
}

/** The kinds of nodes by which tables are read and put in order. */
async function planOf(db: Queryable, read: (db: Queryable) => Promise<unknown>): Promise<string> {
  const nodes: PlanNode[] = [];
  await read(explaining(db, nodes));
  const types = nodes
    .map(({ type }) => type)
    .filter((type) => /Scan|Append|Sort/.test(type) && !/Subquery|CTE/.test(type));
  return `(${[...new Set(types)].join(', ')})`;
}

async function endpointsOf(database: pg.Pool, applications: readonly string[]): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    'select id from postrider.endpoint where application_id = any($1) order by id',
    [applications.map((id) => parsePublicId('application', id))],
  );
  return rows.map(({ id }) => id);
}

async function endpointNames(account: Account, app: string, rareApp: string) {
  const first = async (of: string): Promise<string> => {
    const response = await fetch(`${account.apiUrl}/v1/applications/${of}/endpoints?limit=1`, {
      headers: { authorization: `Bearer ${account.key}` },
    });
    const { data } = (await response.json()) as { data: { id: string }[] };
    return data[0]?.id ?? '';
  };
  return { endpoint: await first(app), rareEndpoint: await first(rareApp) };
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

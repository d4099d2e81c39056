import {
  closeLanes,
  countLateAttempts,
  findDueLanes,
  ingestEvents,
  newUuid,
  openDatabase,
  openLanes,
  readDueDeliveries,
  readOrderedDeliveries,
  readPayloads,
  recordOutcomes,
  renewLanes,
  startOfLane,
  type Database,
  type Queryable,
} from '#persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { deliveredFacts } from '../harness/delivered-facts.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly Plan[];
}

const id = newUuid();
const lane = { holder: id, endpointIds: [id], leaseMs: 1, openMs: 1 };
const outcome = {
  ...deliveredFacts,
  attemptId: id,
  deliveryId: id,
  endpointId: id,
  applicationId: id,
  eventId: id,
  eventType: 'a',
} as const;
const failure = { ...outcome, outcome: 'failed', status: 500, state: 'failed' } as const;
const event = { id, applicationId: id, type: 'a', patterns: ['a'], payload: '1', occurredAt: new Date() };

/** Every statement that runs for each delivery or each slice of a lane. */
const statements: Readonly<Record<string, (db: Queryable) => Promise<unknown>>> = {
  'ingest-events': (db) => ingestEvents(db, [event]),
  'read-due-deliveries': (db) => readDueDeliveries(db, [{ endpointId: id, from: startOfLane, limit: 1, except: [] }]),
  'read-ordered-deliveries': (db) =>
    readOrderedDeliveries(db, { endpointId: id, busyKeys: [], maxKeys: 1, maxPerKey: 1 }),
  'read-payloads': (db) => readPayloads(db, [id]),
  'record-outcomes': (db) => recordOutcomes(db, [outcome]),
  'count-late-attempts': (db) => countLateAttempts(db, [outcome]),
  'record-failures': (db) => recordOutcomes(db, [failure]),
  'open-lanes': (db) => openLanes(db, lane),
  'renew-lanes': (db) => renewLanes(db, lane),
  'close-lanes': (db) => closeLanes(db, id, [id]),
};

/**
 * The planner at its worst: tables that were empty when they were analyzed, where walking a whole index looks as cheap
 * as a lookup. The plan is kept by its connection until the next analysis, when a million deliveries may be owed.
 */
describe('plans of the hot path over empty tables', () => {
  let clone: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    clone = await cloneDatabase();
    database = openDatabase({ url: clone.url, poolSize: 1, applicationName: 'test' });
    await clone.query('vacuum analyze');
  });

  afterAll(async () => {
    await database.close();
    await clone.drop();
  });

  it.each(Object.entries(statements))('%s reads every table by a condition', async (_, run) => {
    const reads = (await plansOf(database, run)).flatMap(nodesOf).filter(isTableRead);
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.filter((node) => node['Index Cond'] === undefined).map(nameOf)).toEqual([]);
  });

  it.each([outcome, failure])('record-outcomes walks only the redeliveries, where $state is of one', async (seen) => {
    const run = (db: Queryable) => recordOutcomes(db, [{ ...seen, redeliveryId: id }]);
    const reads = (await plansOf(database, run)).flatMap(nodesOf).filter(isTableRead);
    expect(reads.filter((node) => node['Index Cond'] === undefined).map(nameOf)).toEqual(['redelivery']);
  });

  it('find-due-lanes steps along the lanes, and walks the redeliveries that are running', async () => {
    const reads = (await plansOf(database, findDueLanes)).flatMap(nodesOf).filter(isTableRead);
    expect(reads.filter((node) => node['Index Cond'] === undefined).map(nameOf)).toEqual([
      'owed_delivery',
      'redelivery',
    ]);
  });
});

/** The generic plans of what `run` asks; it is answered as if the database had found nothing. */
async function plansOf(database: Database, run: (db: Queryable) => Promise<unknown>): Promise<Plan[]> {
  const plans: Plan[] = [];
  const explaining: Queryable = {
    query: async <Row extends pg.QueryResultRow>({ text }: pg.QueryConfig) => {
      if (text.includes('pg_try_advisory_xact_lock'))
        return database.hot.query<Row>(`select true as taken, now() as now`);
      // With parameters left open this is the plan that a prepared statement keeps.
      const { rows } = await database.hot.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>({
        text: `explain (generic_plan, format json) ${text}`,
      });
      plans.push(...rows.map((row) => row['QUERY PLAN'][0].Plan));
      return { rows: [], command: '', rowCount: 0, oid: 0, fields: [] };
    },
  };
  await run(explaining);
  return plans;
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

const isTableRead = (node: Plan): boolean =>
  node['Relation Name'] !== undefined && /Scan/.test(node['Node Type']) && node['Node Type'] !== 'Bitmap Heap Scan';

const nameOf = (node: Plan): string => node['Relation Name'] ?? '';

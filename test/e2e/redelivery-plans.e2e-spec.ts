import {
  cancelStoppedDeliveries,
  enqueueRedelivery,
  findDueLanes,
  firstUuidAt,
  lockRedelivery,
  maxOwedByRedelivery,
  newUuid,
  openDatabase,
  planByValues,
  publicId,
  readBulkDeliveries,
  settleRedeliveries,
  startOfLane,
  type Database,
  type Queryable,
  type RedeliveryStatus,
} from '#persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeApplication } from '../harness/application.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { explaining, type PlanNode } from '../harness/explaining.js';
import { makePast } from '../harness/past.js';

/** Of each of two endpoints in each of two states. */
const past = 25_000;
const lookAt = 250;
const owedFresh = 30_000;
const owedInBulk = 5_000;

/** What a redelivery asks of a database that holds much besides: plans of statements that are planned for their values. */
describe('statements of a redelivery over a hundred thousand deliveries', () => {
  let clone: TestDatabase;
  let database: Database;
  let endpointId: string;
  const id = newUuid();

  beforeAll(async () => {
    clone = await cloneDatabase();
    // As it was when the tables were empty, which is what the planner goes by until somebody analyzes again.
    await clone.query('vacuum analyze');
    database = openDatabase({ url: clone.url, poolSize: 2, applicationName: 'test' });
    const application = await makeApplication(clone);
    const [own, other] = [
      await application.addEndpoint({ subscriptions: ['*'] }),
      await application.addEndpoint({ subscriptions: ['*'] }),
    ];
    endpointId = own;
    for (const endpoint of [own, other]) {
      for (const state of ['failed', 'delivered'] as const) {
        const of = { application: publicId('application', application.id), endpoint: publicId('endpoint', endpoint) };
        await makePast(clone, { ...of, count: past, state });
      }
    }
    await clone.query(
      `insert into postrider.redelivery (id, endpoint_id, status, since, until, reached, matched, matched_exactly,
                                         created_at)
       values ($1, $2, 'failed', now() - interval '1 hour', now(), $3, 0, false, now())`,
      [id, own, firstUuidAt(Date.now() - 3_600_000)],
    );
    await clone.query(
      `insert into postrider.owed_delivery (endpoint_id, event_id, delivery_id, due_at, redelivery_id)
       select $1, uuidv7(), uuidv7(), now(), case when n <= $3::int then $2::uuid end
       from generate_series(1, $3::int + $4::int) as n`,
      [own, id, owedInBulk, owedFresh],
    );
  });

  afterAll(async () => {
    await database.close();
    await clone.drop();
  });

  /** What was executed of `run`, which is rolled back. */
  async function executed(run: (db: Queryable) => Promise<unknown>, byValues = false): Promise<PlanNode[]> {
    const nodes: PlanNode[] = [];
    const undone = new Error('undone');
    await database
      .hotTransaction(async (transaction) => {
        if (byValues) await planByValues(transaction);
        await run(explaining(transaction, nodes));
        throw undone;
      })
      .catch((error: unknown) => {
        if (error !== undone) throw error;
      });
    return nodes;
  }

  const rowsOf = (nodes: readonly PlanNode[], table: string): number =>
    nodes
      .filter(({ type, relation }) => type.includes('Scan') && relation?.startsWith(table) === true)
      .reduce((sum, { rows, dropped }) => sum + rows + dropped, 0);

  const enqueue = (status: RedeliveryStatus) => (db: Queryable) =>
    enqueueRedelivery(db, id, {
      endpointId,
      status,
      eventTypes: [],
      after: firstUuidAt(Date.now() - 3_600_000),
      before: firstUuidAt(Date.now()),
      limit: lookAt,
      endedBy: new Date(),
    });

  describe.each(['when the tables were empty', 'just now'])('analyzed %s', (when) => {
    beforeAll(async () => {
      if (when === 'just now') await clone.query('vacuum analyze');
    });

    it.each(['failed', 'delivered', 'missing'] as const)(
      'a step of what is %s reads what it looks at',
      async (status) => {
        const nodes = await executed(enqueue(status), true);
        expect(nodes.filter(({ type }) => type === 'Seq Scan' || type.includes('Hash'))).toEqual([]);
        // Each is read as a candidate and once more to be reopened; a probe of `missing` reads what is there.
        expect(rowsOf(nodes, 'delivery')).toBeLessThanOrEqual(3 * lookAt);
        expect(rowsOf(nodes, 'event_2')).toBeLessThanOrEqual(3 * lookAt);
      },
    );

    it('the lock of a step counts what is owed in bulk, up to what may be', async () => {
      const nodes = await executed((db) => lockRedelivery(db, endpointId));
      expect(rowsOf(nodes, 'owed_delivery')).toBeLessThanOrEqual(maxOwedByRedelivery);
    });

    it.each([
      [
        'a page of the bulk lane',
        (db: Queryable) => readBulkDeliveries(db, { endpointId, from: startOfLane, limit: lookAt, except: [] }),
        // With young statistics all of it is read and sorted, which is no more than may be owed.
        maxOwedByRedelivery,
      ],
      ['the end of a redelivery', settleRedeliveries, 1],
      ['the search for lanes that are due', findDueLanes, 4],
    ])('%s reads a bounded part of the bulk lane', async (_name, run, bound) => {
      expect(rowsOf(await executed(run), 'owed_delivery')).toBeLessThanOrEqual(bound);
    });

    it('a transaction of a stop reads the bulk lane, and deliveries by their ids', async () => {
      const nodes = await executed((db) => cancelStoppedDeliveries(db, id, endpointId), true);
      expect(nodes.filter(({ type }) => type === 'Seq Scan' || type.includes('Hash'))).toEqual([]);
      // Two thousand as they are chosen, and again as they are deleted.
      expect(rowsOf(nodes, 'owed_delivery')).toBeLessThanOrEqual(2 * 2_000);
      expect(rowsOf(nodes, 'delivery')).toBeLessThanOrEqual(2_000);
    });
  });
});

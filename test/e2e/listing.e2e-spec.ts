import {
  decodeCursor,
  examinedPageOf,
  firstUuidAt,
  listApplicationAttempts,
  listAttempts,
  listAuditEntries,
  listDeliveries,
  listEvents,
  openDatabase,
  readAttemptsMade,
  type AttemptFilter,
  type AuditFilter,
  type Cursor,
  type Database,
  type DeliveryFilter,
  type EventFilter,
  type Examined,
  type PageRequest,
  type Queryable,
} from '#persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { explaining, indexesOfPartitions, type PlanNode } from '../harness/explaining.js';
import { makeHistory, type History } from '../harness/history.js';

type Listing = (db: Queryable, page: PageRequest) => Promise<Examined<{ readonly id: string; readonly key?: string }>>;

/** Rows that a page may look at, and one of each partition. */
const maxRows = 2_500 + 50;

describe('lists over days of history', () => {
  let clone: TestDatabase;
  let database: Database;
  let history: History;
  let indexes: ReadonlyMap<string, string>;

  beforeAll(async () => {
    clone = await cloneDatabase();
    database = openDatabase({ url: clone.url, poolSize: 2, applicationName: 'test' });
    history = await makeHistory(clone);
    indexes = await indexesOfPartitions(database.reads);
  });

  afterAll(async () => {
    await database.close();
    await clone.drop();
  });

  const deliveries =
    (filter: () => DeliveryFilter): Listing =>
    (db, page) =>
      listDeliveries(db, history.applicationId, filter(), page);
  const events =
    (filter: () => EventFilter): Listing =>
    (db, page) =>
      listEvents(db, history.applicationId, filter(), page);
  const attempts =
    (filter: () => AttemptFilter): Listing =>
    (db, page) =>
      listApplicationAttempts(db, history.applicationId, filter(), page);
  const [endpointId, never] = [() => history.endpointIds[0], { path: ['customer', 'id'], value: 'nobody' }];
  const someEvent = async () => (await events(() => ({}))(database.reads, { limit: 1 })).matches[0]?.id ?? '';

  const audit =
    (filter: () => AuditFilter): Listing =>
    (db, page) =>
      listAuditEntries(db, filter(), page);
  const indexOf = ({ index = '' }: PlanNode) => indexes.get(index) ?? index;
  /** Both ways from within the history. */
  const midway = (): Cursor[] => {
    const key = firstUuidAt((history.since.getTime() + Date.now()) / 2);
    return [
      { direction: 'after', key },
      { direction: 'before', key },
    ];
  };
  const ofApplication = () => ({ applicationId: history.applicationId });

  /** Each with the one index that may lead to its rows, besides the keys by which one row finds its others. */
  const lists: [string, Listing, string][] = [
    ['deliveries', deliveries(() => ({})), 'delivery_application_id_id_idx'],
    [
      'deliveries of a span',
      deliveries(() => ({ since: history.since, until: new Date() })),
      'delivery_application_id_id_idx',
    ],
    ['deliveries to an endpoint', deliveries(() => ({ endpointId: endpointId() })), 'delivery_endpoint_id_id_idx'],
    [
      'deliveries that went well',
      deliveries(() => ({ state: 'delivered', endpointId: endpointId() })),
      'delivery_endpoint_id_id_idx',
    ],
    ['deliveries that failed', deliveries(() => ({ state: 'failed' })), 'delivery_application_failed_idx'],
    [
      'deliveries that failed at an endpoint',
      deliveries(() => ({ state: 'failed', endpointId: endpointId() })),
      'delivery_failed_idx',
    ],
    ['deliveries owed', deliveries(() => ({ state: 'pending' })), 'owed_delivery_pkey'],
    [
      'deliveries owed to an endpoint',
      deliveries(() => ({ state: 'pending', endpointId: endpointId() })),
      'owed_delivery_pkey',
    ],
    ['deliveries of a type', deliveries(() => ({ eventTypes: ['rare.type'] })), 'delivery_application_id_id_idx'],
    ['deliveries by status', deliveries(() => ({ responseStatus: 202 })), 'delivery_application_id_id_idx'],
    [
      'deliveries by outcome',
      deliveries(() => ({ outcome: 'blocked', endpointId: endpointId() })),
      'delivery_endpoint_id_id_idx',
    ],
    ['deliveries by payload', deliveries(() => ({ payload: never })), 'delivery_application_id_id_idx'],
    ['deliveries owed, by payload', deliveries(() => ({ payload: never, state: 'pending' })), 'owed_delivery_pkey'],
    ['events', events(() => ({})), 'event_application_id_id_idx'],
    ['events of types', events(() => ({ types: ['rare.type', 'other'] })), 'event_application_id_id_idx'],
    ['events by ordering key', events(() => ({ orderingKey: 'nobody' })), 'event_application_id_id_idx'],
    ['events by payload', events(() => ({ payload: never })), 'event_application_id_id_idx'],
    ['attempts', attempts(() => ({})), 'attempt_pkey'],
    ['attempts by status', attempts(() => ({ status: 202 })), 'attempt_pkey'],
    ['attempts of an endpoint', attempts(() => ({ endpointId: endpointId() })), 'attempt_pkey'],
    [
      'attempts of an endpoint that failed',
      attempts(() => ({ endpointId: endpointId(), outcome: 'timed_out' })),
      'attempt_failed_idx',
    ],
    ['audit log', audit(() => ({})), 'audit_entry_pkey'],
    ['audit log by action', audit(() => ({ action: 'secret.reseal' })), 'audit_entry_pkey'],
    ['audit log of an application', audit(ofApplication), 'audit_entry_application_idx'],
    ['audit log of a resource', audit(() => ({ ...ofApplication(), resourceId: 'dlv_7' })), 'audit_entry_resource_idx'],
    ['audit log of a key', audit(() => ({ ...ofApplication(), actorId: history.actorId })), 'audit_entry_actor_idx'],
  ];

  /** By which what a row belongs to is found, a row at a time. */
  const lookUps = ['event_pkey', 'delivery_pkey', 'owed_delivery_pkey', 'endpoint_pkey'];

  /** Partitions of days to come are empty, and their statistics are none. */
  const analyzePast = async () => {
    const past = await clone.query<{ name: string }>(
      `select distinct tableoid::regclass::text as name from postrider.delivery
       union select distinct tableoid::regclass::text from postrider.event
       union select distinct tableoid::regclass::text from postrider.attempt`,
    );
    await clone.query(`analyze ${past.map(({ name }) => name).join(', ')}`);
  };

  describe.each<[string, () => Promise<unknown>]>([
    ['without statistics', () => Promise.resolve()],
    ['with statistics of the past', analyzePast],
    ['with statistics', () => clone.query('analyze')],
  ])('%s', (_name, analyze) => {
    beforeAll(async () => {
      await analyze();
    });

    it.each(lists)('walk an index, a bounded part of it: %s', async (_name, list, index) => {
      for (const cursor of [undefined, ...midway()]) {
        const nodes: PlanNode[] = [];
        await list(explaining(database.reads, nodes), { limit: 50, ...(cursor && { cursor }) });
        const onHistory = nodes.filter(({ relation }) =>
          /^(event|delivery|attempt)_\d{8}$|^audit/.test(relation ?? ''),
        );
        expect(nodes.map(indexOf)).toContain(index);
        expect(onHistory.filter((node) => ![index, ...lookUps].includes(indexOf(node)))).toEqual([]);
        expect(nodes.filter(({ type, rows }) => type.includes('Sort') && rows > 200)).toEqual([]);
        for (const table of ['event', 'delivery', 'attempt', 'audit_entry']) {
          const read = onHistory.filter(({ relation }) => relation?.startsWith(table) === true);
          expect(read.reduce((sum, { rows, dropped }) => sum + rows + dropped, 0)).toBeLessThan(maxRows);
        }
      }
    });

    it('find the deliveries of an event, and the attempts of a delivery, by their own index', async () => {
      const nodes: PlanNode[] = [];
      const eventId = await someEvent();
      const found = await deliveries(() => ({ eventId }))(explaining(database.reads, nodes), { limit: 50 });
      expect(found.matches).toHaveLength(1);
      const id = found.matches[0]?.id ?? '';
      await listAttempts(explaining(database.reads, nodes), id, { limit: 50 });
      await readAttemptsMade(explaining(database.reads, nodes), id, 20);
      expect(nodes.filter(({ type }) => type === 'Seq Scan')).toEqual([]);
      expect(nodes.reduce((sum, node) => sum + node.dropped, 0)).toBe(0);
    });
  });

  /** Every page of a list, followed by `next` to its end, then by `previous` to its beginning. */
  async function walk(list: Listing, limit: number) {
    const forward: string[][] = [];
    const backward: string[][] = [];
    const read = async (cursor: string | null) => {
      const decoded = cursor === null ? undefined : decodeCursor(cursor, 'rows');
      const request = { limit, list: 'rows', ...(decoded && { cursor: decoded }) };
      return examinedPageOf(
        await list(database.reads, request),
        request,
        (row) => row.key ?? row.id,
        (row) => row.id,
      );
    };
    let page = await read(null);
    expect(page.previous).toBeNull();
    for (;;) {
      forward.push([...page.data]);
      if (page.next === null) break;
      page = await read(page.next);
    }
    backward.push([...page.data]);
    while (page.previous !== null) {
      page = await read(page.previous);
      backward.push([...page.data]);
    }
    return { forward, backward };
  }

  const idsWhere = async (table: string, condition: string, order = 'id desc') =>
    (
      await clone.query<{ id: string }>(
        `select id from postrider.${table} where application_id = $1 and ${condition} order by ${order}`,
        [history.applicationId],
      )
    ).map(({ id }) => id);

  it.each<[string, () => Listing, () => Promise<string[]>, number]>([
    [
      'a status that is rare',
      () => deliveries(() => ({ responseStatus: 202 })),
      () => idsWhere('delivery', 'last_status = 202'),
      50,
    ],
    [
      'a payload field',
      () => deliveries(() => ({ payload: { path: ['n'], value: '4002.0' } })),
      () => idsWhere('delivery', `event_id in (select id from postrider.event where payload::json->>'n' = '4002')`),
      50,
    ],
    [
      'an ordering key',
      () => events(() => ({ orderingKey: 'key' })),
      () => idsWhere('event', `ordering_key = 'key'`),
      2,
    ],
    ['what failed', () => deliveries(() => ({ state: 'failed' })), () => idsWhere('delivery', `state = 'failed'`), 37],
    [
      'what is owed',
      () => deliveries(() => ({ state: 'pending' })),
      () => idsWhere('delivery', `state = 'pending'`, 'event_id desc, endpoint_id desc'),
      3,
    ],
    [
      'what is owed of a type',
      () => deliveries(() => ({ state: 'pending', eventTypes: ['order.late'] })),
      () => idsWhere('delivery', `state = 'pending' and event_type = 'order.late'`, 'event_id desc, endpoint_id desc'),
      3,
    ],
  ])('give each row once, there and back: %s', async (_name, list, expected, limit) => {
    const wanted = await expected();
    expect(wanted.length).toBeGreaterThan(0);
    const { forward, backward } = await walk(list(), limit);
    expect(forward.flat()).toEqual(wanted);
    const last = forward.at(-1) ?? [];
    expect(backward.slice(1).reverse().flat().concat(last)).toEqual(wanted);
  });

  it('go on from a page that found nothing', async () => {
    const { forward } = await walk(
      deliveries(() => ({ eventTypes: ['nobody.emits'] })),
      50,
    );
    expect(forward.length).toBeGreaterThanOrEqual(history.deliveries / 2 / 2_500);
    expect(forward.flat()).toEqual([]);
  });

  it('show nothing of an endpoint that is another application’s', async () => {
    for (const filter of [{}, { state: 'failed' }, { state: 'pending' }] as const) {
      const list = deliveries(() => ({ ...filter, endpointId: history.foreignEndpointId }));
      expect(await list(database.reads, { limit: 50 })).toMatchObject({ matches: [], examinedTo: undefined });
    }
    const list = attempts(() => ({ endpointId: history.foreignEndpointId }));
    expect(await list(database.reads, { limit: 50 })).toMatchObject({ matches: [], examinedTo: undefined });
  });

  it('stay as they are while rows are added', async () => {
    const first = await deliveries(() => ({}))(database.reads, { limit: 2 });
    const cursor = { direction: 'after', key: first.matches[1]?.id ?? '' } as const;
    const request = { limit: 5, cursor };
    const before = await deliveries(() => ({}))(database.reads, request);
    await clone.query(
      `insert into postrider.delivery (id, application_id, endpoint_id, event_id, event_type)
       select postrider.new_uuid(), $1, $2, postrider.new_uuid(), 'late' from generate_series(1, 10)`,
      [history.applicationId, history.endpointIds[0]],
    );
    expect(await deliveries(() => ({}))(database.reads, request)).toEqual(before);
  });
});

import { producers } from '#events';
import { publicId } from '#persistence';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { eventually } from '../harness/eventually.js';
import { openLaneFixture, type LaneFixture } from '../harness/lane-fixture.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

const customer = { customer_id: '0197f9c1-4818-7141-9c2a-22000108e736', email: 'jane@example.com' };

describe('emitting in the caller’s transaction', () => {
  let lanes: LaneFixture;
  let receiver: Receiver;
  let client: pg.Client;
  let application: string;

  beforeAll(async () => {
    lanes = await openLaneFixture('postgres');
    await lanes.startDispatcher();
    await lanes.clone.query('create table public.customer (name text primary key)');
  });

  afterAll(async () => {
    await lanes.close();
  });

  beforeEach(async () => {
    receiver = await startReceiver();
    client = new pg.Client({ connectionString: lanes.clone.url });
    await client.connect();
    const { applicationId } = await lanes.makeEndpoint({ url: receiver.url });
    application = publicId('application', applicationId);
    await lanes.clone.query('truncate public.customer');
  });

  afterEach(async () => {
    await client.end();
    await receiver.close();
  });

  const customers = () => lanes.clone.query('select name from public.customer order by name');

  const bodyOf = (id: string | undefined) => received().find((request) => request.id === id)?.body ?? '';

  const received = () =>
    receiver.requests.map((request) => ({ id: request.headers['webhook-id'], body: request.body }));

  /** One more event is emitted; once it has come too, whatever else was owed had its turn. */
  async function receivesOnly(ids: readonly string[]): Promise<void> {
    const last = await producers.gridio.customerDeleted(client, application, { customer_id: customer.customer_id });
    await eventually(() => {
      expect(received().map(({ id }) => id)).toEqual(expect.arrayContaining([...ids, last]));
    });
    expect(received()).toHaveLength(ids.length + 1);
  }

  it('delivers what SQL alone emitted once it is committed, and nothing that was rolled back', async () => {
    const statement = `select postrider.emit($1, 'customer.event.create', '{"customer_id": "1"}') as id`;
    const ids: string[] = [];
    for (const end of ['commit', 'rollback']) {
      await client.query('begin');
      await client.query('insert into public.customer values ($1)', [end]);
      const { rows } = await client.query<{ id: string }>(statement, [application]);
      await client.query(end);
      if (end === 'commit') ids.push(rows[0]?.id as string);
    }
    await receivesOnly(ids);
    expect(bodyOf(ids[0])).toContain('"data":{"customer_id": "1"}}');
    expect(await customers()).toEqual([{ name: 'commit' }]);
  });

  it('shares the fate of a pg transaction', async () => {
    const ids: string[] = [];
    for (const end of ['commit', 'rollback']) {
      await client.query('begin');
      await client.query('insert into public.customer values ($1)', [end]);
      const id = await producers.gridio.customerCreated(client, application, customer, { id: end });
      await client.query(end);
      if (end === 'commit') ids.push(id);
    }
    await receivesOnly(ids);
    expect(bodyOf(ids[0])).toContain(`"data":${JSON.stringify(customer)}}`);
    expect(await customers()).toEqual([{ name: 'commit' }]);
  });

  it('shares the fate of a Prisma transaction', async () => {
    const register = (name: string) =>
      lanes.database.prisma.$transaction(async (tx) => {
        await tx.$executeRaw`insert into public.customer values (${name})`;
        const occurredAt = new Date('2026-02-06T12:34:56.789Z');
        const id = await producers.gridio.customerCreated(tx, application, customer, { occurredAt });
        if (name === 'refused') throw new RangeError('the caller changed its mind');
        return id;
      });
    const id = await register('kept');
    await expect(register('refused')).rejects.toThrow(RangeError);
    await receivesOnly([id]);
    expect(JSON.parse(bodyOf(id))).toMatchObject({
      timestamp: '2026-02-06T12:34:56.789Z',
      data: customer,
    });
    expect(await customers()).toEqual([{ name: 'kept' }]);
  });

  it('tells the caller what was wrong, and takes its rows back with it', async () => {
    await client.query('begin');
    await client.query(`insert into public.customer values ('lost')`);
    await expect(producers.gridio.customerCreated(client, 'nobody', customer)).rejects.toMatchObject({ code: 'P0002' });
    await client.query('commit');
    expect(await customers()).toEqual([]);
    const prisma = lanes.database.prisma.$transaction((tx) => producers.gridio.customerCreated(tx, 'nobody', customer));
    await expect(prisma).rejects.toThrow(/there is no application "nobody"/);
  });
});

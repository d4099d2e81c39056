import { matchingPatterns } from '#events';
import { ingestEvents, newUuid, noteLaneEdits, reorderLane, type Prisma } from '#persistence';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EditedLanes } from '../../apps/dispatcher/src/sweeper/edited-lanes.js';
import { eventually } from '../harness/eventually.js';
import { openLaneFixture, type LaneFixture } from '../harness/lane-fixture.js';
import { startReceiver, type Receiver } from '../harness/receiver.js';

/** Accepting an event takes no lock on the endpoints that it is owed to, so an edit may come in between. */
describe('an endpoint that is edited while an event is being accepted', () => {
  let lanes: LaneFixture;
  let receiver: Receiver;
  let applicationId: string;
  let endpointId: string;
  let told: object[];

  beforeEach(async () => {
    lanes = await openLaneFixture('postgres');
    receiver = await startReceiver();
    ({ applicationId, endpointId } = await lanes.makeEndpoint({ url: receiver.url }));
    told = [];
  });

  afterEach(async () => {
    await lanes.close();
    await receiver.close();
  });

  const event = () => ({
    id: newUuid(),
    applicationId,
    type: 'order.paid',
    patterns: matchingPatterns('order.paid'),
    payload: '{}',
    occurredAt: new Date(),
  });

  /** Edits in a transaction that is committed while another has accepted an event and is not. */
  const whileAccepting = (edit: (transaction: Prisma.TransactionClient) => Promise<unknown>) =>
    lanes.database.hotTransaction(async (accepting) => {
      await ingestEvents(accepting, [event()]);
      await lanes.database.change(async (transaction) => {
        await edit(transaction);
        await noteLaneEdits(transaction, [endpointId]);
      });
    });
  const remove = (transaction: Prisma.TransactionClient) => transaction.endpoint.delete({ where: { id: endpointId } });
  const order = async (transaction: Prisma.TransactionClient) => {
    await transaction.endpoint.update({ where: { id: endpointId }, data: { ordering: 'fifo' } });
    await reorderLane(transaction, endpointId);
  };
  const settle = () => new EditedLanes(lanes.database, { info: (fields) => told.push(fields) }).settle();
  const edits = () => lanes.clone.query('select endpoint_id from postrider.lane_edit');
  const ageEdits = () => lanes.clone.query(`update postrider.lane_edit set edited_at = now() - interval '61 seconds'`);

  it('is owed nothing any more once it is deleted', async () => {
    await whileAccepting(remove);
    expect(await lanes.states(applicationId)).toEqual({ pending: 1 });
    await settle();
    expect(await lanes.states(applicationId)).toEqual({ cancelled: 1 });
    expect(await lanes.clone.query('select from postrider.owed_delivery')).toEqual([]);
    expect(told).toMatchObject([{ cancelled: 1 }]);
    await settle();
    expect(told).toHaveLength(1);
  });

  it('gets the event in its new order', async () => {
    await whileAccepting(order);
    await settle();
    await lanes.startDispatcher();
    await eventually(async () => {
      expect(await lanes.states(applicationId)).toEqual({ delivered: 1 });
    });
  });

  it('is seen to by the dispatcher unasked', async () => {
    await whileAccepting(order);
    await lanes.startDispatcher();
    await eventually(async () => {
      expect(await lanes.states(applicationId)).toEqual({ delivered: 1 });
    });
  });

  it('is forgotten when no event can have missed the edit', async () => {
    await lanes.database.hotTransaction(async (accepting) => {
      await ingestEvents(accepting, [event()]);
      await lanes.database.change((transaction) => noteLaneEdits(transaction, [endpointId]));
      await ageEdits();
      await settle();
      expect(await edits()).toHaveLength(1);
    });
    await settle();
    expect(await edits()).toEqual([]);
  });

  it('is not forgotten while a statement may be at work that has written nothing yet', async () => {
    await lanes.database.change((transaction) => noteLaneEdits(transaction, [endpointId]));
    await settle();
    expect(await edits()).toHaveLength(1);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { PgTransaction } from '../producers/emit.js';
import type { Produce } from '../producers/producer.js';
import { contracts, producers } from './index.js';

type PayloadOf<Method> = Method extends Produce<infer Payload> ? Payload : never;
type Accepts<Type, Value> = Value extends Type ? true : false;

/** Keeps what it is asked, and answers as the database does. */
function recordingTransaction() {
  const asked: unknown[][] = [];
  const tx: PgTransaction = {
    query: (_text, values) => {
      asked.push(values);
      return Promise.resolve({ rows: [{ id: 'evt_01kah2v2mme1sv0b1hp8r7mxf4' }] });
    },
  };
  return { tx, asked };
}

describe('the producers', () => {
  it.each(Object.entries(producers))('of %s emit every documented event, and nothing else', async (name, producer) => {
    const { tx, asked } = recordingTransaction();
    const methods = Object.values(producer as object) as Produce<never>[];
    for (const method of methods) await method(tx, 'acme', {} as never);
    // The test of the webhook is sent by the platform when somebody asks for it; Grid's has a producer all the same.
    const documented = contracts[name as keyof typeof producers].eventTypes.map((type) => type.name);
    expect(asked.map(([, type]) => type)).toEqual(documented.filter((type) => type !== 'webhook_test'));
  });

  it('exist for every contract that documents events', () => {
    const documented = Object.values(contracts).filter(({ eventTypes }) => eventTypes.length > 0);
    expect(Object.keys(producers)).toEqual(documented.map(({ name }) => name));
  });

  it('have payload types that come from the schemas', () => {
    type CustomerCreated = PayloadOf<typeof producers.gridio.customerCreated>;
    type ResourceNew = PayloadOf<typeof producers.munity.integrationNewDataModel>;
    type Subscribed = PayloadOf<typeof producers.grow.contactSubscribed>;
    type UploadCompleted = PayloadOf<typeof producers.grid.bulkUploadCompleted>;
    type CardSettled = PayloadOf<typeof producers.grid.cardTransactionSettled>;
    type Preferences = PayloadOf<typeof producers.customerio.customerSubscriptionPreferencesChanged>;
    interface Message {
      delivery_id: string;
      identifiers: { id: string };
    }
    interface Campaign {
      campaign_id: number;
      action_id: number;
    }
    type EmailClicked = PayloadOf<typeof producers.customerio.emailClicked>;
    interface Click {
      recipient: string;
      subject: string;
      href: string;
      link_id: number;
    }
    // The compiler does the testing: a pair that does not hold cannot be declared.
    const accepted: [
      Accepts<CustomerCreated, { customer_id: string; email?: string }>,
      Accepts<ResourceNew, { id: string; resource_id: string; type: string }>,
      Accepts<Subscribed, { msisdn: number; eshop_opt_in: boolean }>,
      Accepts<UploadCompleted['status'], 'COMPLETED'>,
      Accepts<CardSettled['direction'], 'DEBIT'>,
      Accepts<EmailClicked, Message & Campaign & Click>,
      Accepts<
        PayloadOf<typeof producers.customerio.emailDelivered>,
        Message & { transactional_message_id: number; recipient: string; subject: string }
      >,
    ] = [true, true, true, true, true, true, true];
    const refused: [
      Accepts<CustomerCreated, { email: string }>,
      Accepts<CustomerCreated, { customer_id: number }>,
      Accepts<ResourceNew, { id: string; resource_id: string }>,
      Accepts<Subscribed, { msisdn: string }>,
      Accepts<UploadCompleted['status'], 'completed'>,
      Accepts<CardSettled['direction'], 'OUT'>,
      // Without what was clicked, without where the message came from, and from where an SMS does not come.
      Accepts<EmailClicked, Message & Campaign>,
      Accepts<EmailClicked, Message & Click>,
      Accepts<
        PayloadOf<typeof producers.customerio.smsDelivered>,
        Message & { transactional_message_id: number; recipient: string }
      >,
      Accepts<Preferences, { customer_id: string; identifiers: { id: null } }>,
    ] = [false, false, false, false, false, false, false, false, false, false];
    expect([accepted, refused].map((list) => new Set<boolean>(list).size)).toEqual([1, 1]);
  });
});

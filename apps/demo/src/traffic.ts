import { producers, type ContractName } from '#events';
import { randomUUID } from 'node:crypto';
import type { Produce } from './event-door.js';

/** The nth event of a product: what its domain code would emit. Payloads differ, so that receivers can tell them apart. */
export type Traffic = (n: number) => Produce;

const usd = (amount: number) => ({
  amount,
  currency: { code: 'USD', name: 'United States Dollar', symbol: '$', decimals: 2 },
});
const pick = <T>(items: readonly [T, ...T[]], n: number): T => items[n % items.length] ?? items[0];
const now = () => new Date().toISOString();

const names = ['jane', 'mihkel', 'aino', 'paulo', 'grace'] as const;

const gridio: Traffic = (n) => {
  const customer = {
    customer_id: randomUUID(),
    email: `${pick(names, n)}.${n}@example.com`,
    phone_number: `+372 537-${2000 + (n % 8000)}`,
    language: pick(['EN', 'ET', 'FI'], n),
    business_id: '0197f9c1-4818-7141-9c2a-22000108e736',
  };
  if (n % 10 === 9)
    return (tx, application) =>
      producers.gridio.customerDeleted(tx, application, { customer_id: customer.customer_id });
  const method = n % 3 === 2 ? producers.gridio.customerUpdated : producers.gridio.customerCreated;
  return (tx, application) => method(tx, application, customer);
};

const munity: Traffic = (n) => {
  const resource = {
    id: '0b6f6a3e-6c0f-4b61-9f55-2a8a7a1b8f10',
    resource_id: randomUUID(),
    type: pick(['ticket', 'order', 'employee'], n),
  };
  if (n % 3 === 0) return (tx, application) => producers.munity.integrationNewDataModel(tx, application, resource);
  if (n % 3 === 1) return (tx, application) => producers.munity.integrationDeletedDataModel(tx, application, resource);
  const changed = {
    ...resource,
    diff: { status: { old: 'open', new: 'closed' } },
    data: { title: `No. ${n}`, status: 'closed' },
  };
  return (tx, application) => producers.munity.integrationUpdatedDataModel(tx, application, changed);
};

const grow: Traffic = (n) => {
  const contact = {
    msisdn: 5_599_900_000_000 + n,
    profileCreatedAt: now(),
    source: 'form',
    source_value: 'onsite_campaign_id',
    ecom_locale: 'pt-br',
    ecom_total_order_count: n % 7,
  };
  if (n % 4 === 3)
    return (tx, application) =>
      producers.grow.contactUnsubscribed(tx, application, { ...contact, eshop_opt_in: false });
  return (tx, application) => producers.grow.contactSubscribed(tx, application, { ...contact, eshop_opt_in: true });
};

const grid: Traffic = (n) => {
  if (n % 2 === 0) {
    const progress = { total: 100 + n, processed: 100 + n, successful: 100 + n, failed: 0 };
    const job = { id: `Job:${randomUUID()}`, status: 'COMPLETED', progress, errors: [], completedAt: now() } as const;
    return (tx, application) => producers.grid.bulkUploadCompleted(tx, application, job);
  }
  const transaction = {
    id: `CardTransaction:${randomUUID()}`,
    type: 'CARD',
    status: 'SETTLED',
    direction: 'DEBIT',
    merchant: { descriptor: 'BLUE BOTTLE COFFEE SF', mcc: '5814', country: 'US' },
    authorizedAmount: usd(450 + n),
    settledAmount: usd(450 + n),
    accountId: 'InternalAccount:019542f5-b3e7-1d02-0000-000000000002',
    customerId: 'Customer:019542f5-b3e7-1d02-0000-000000000001',
    platformCustomerId: '18d3e5f7b4a9c2',
    authorizedAt: now(),
    createdAt: now(),
    updatedAt: now(),
  } as const;
  return (tx, application) => producers.grid.cardTransactionSettled(tx, application, transaction);
};

const customerio: Traffic = (n) => {
  const message = {
    delivery_id: randomUUID(),
    identifiers: { id: String(n), email: `${pick(names, n)}@example.com` },
    campaign_id: 33,
    action_id: 42,
    recipient: `${pick(names, n)}@example.com`,
    subject: `Offer no. ${n}`,
  };
  if (n % 3 === 0) return (tx, application) => producers.customerio.emailSent(tx, application, message);
  if (n % 3 === 1) return (tx, application) => producers.customerio.emailDelivered(tx, application, message);
  const click = { ...message, href: 'https://example.com/offer', link_id: n };
  return (tx, application) => producers.customerio.emailClicked(tx, application, click);
};

export const traffic = { gridio, munity, grow, grid, customerio } as const satisfies Partial<
  Record<ContractName, Traffic>
>;

export type Product = keyof typeof traffic;

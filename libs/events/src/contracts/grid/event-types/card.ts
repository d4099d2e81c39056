import { currencyAmount, eventsOf, idOf, instant, nullableText, object, text, usDollar, whole } from './fields.js';

const cardSchema = {
  type: 'object',
  required: [
    'id',
    'cardholderId',
    'state',
    'form',
    'fundingSources',
    'maxSpendPerTransaction',
    'createdAt',
    'updatedAt',
  ],
  properties: {
    id: idOf('Card'),
    cardholderId: idOf('Customer'),
    platformCardId: text,
    state: text,
    stateReason: nullableText,
    brand: text,
    form: text,
    last4: { type: 'string', pattern: '^\\d{4}$' },
    expMonth: { type: 'integer', minimum: 1, maximum: 12 },
    expYear: whole,
    fundingSources: { type: 'array', items: idOf('InternalAccount') },
    maxSpendPerTransaction: {
      anyOf: [currencyAmount, whole, { type: 'null' }],
      description: 'Null without a limit. The document does not settle whether it is an amount or a number.',
    },
    createdAt: instant,
    updatedAt: instant,
  },
} as const;

const plastic = {
  id: 'Card:019542f5-b3e7-1d02-0000-000000000010',
  cardholderId: 'Customer:019542f5-b3e7-1d02-0000-000000000001',
  platformCardId: 'card-emp-aary-001',
  state: 'ACTIVE',
  stateReason: null,
  brand: 'VISA',
  form: 'VIRTUAL',
  last4: '4242',
  expMonth: 12,
  expYear: 2029,
  fundingSources: ['InternalAccount:019542f5-b3e7-1d02-0000-000000000002'],
  maxSpendPerTransaction: null,
  createdAt: '2026-05-08T14:10:00Z',
  updatedAt: '2026-05-08T14:11:00Z',
} as const;

export const card = eventsOf('CARD', cardSchema, {
  STATE_CHANGE: { description: 'A card was activated, frozen or closed.', sample: plastic },
  FUNDING_SOURCE_CHANGE: {
    description: 'The accounts that fund a card changed.',
    sample: {
      ...plastic,
      fundingSources: [...plastic.fundingSources, 'InternalAccount:019542f5-b3e7-1d02-0000-000000000003'],
      updatedAt: '2026-05-08T14:30:00Z',
    },
  },
});

const cardTransactionSchema = {
  type: 'object',
  required: [
    'type',
    'id',
    'status',
    'direction',
    'merchant',
    'authorizedAmount',
    'accountId',
    'customerId',
    'platformCustomerId',
    'authorizedAt',
    'createdAt',
    'updatedAt',
  ],
  properties: {
    type: { const: 'CARD' },
    id: idOf('CardTransaction'),
    cardId: idOf('Card'),
    status: text,
    direction: { enum: ['DEBIT', 'CREDIT'] },
    merchant: { type: 'object', required: ['descriptor'], properties: { descriptor: text, mcc: text, country: text } },
    authorizedAmount: currencyAmount,
    settledAmount: currencyAmount,
    refundedAmount: currencyAmount,
    accountId: idOf('InternalAccount'),
    customerId: idOf('Customer'),
    platformCustomerId: text,
    pullSummary: object,
    refundSummary: object,
    settlementSummary: object,
    authorizedAt: instant,
    lastEventAt: instant,
    createdAt: instant,
    updatedAt: instant,
  },
} as const;

const usd = (amount: number) => ({ amount, currency: usDollar });

const authorized = {
  type: 'CARD',
  id: 'CardTransaction:019542f5-b3e7-1d02-0000-000000000100',
  cardId: 'Card:019542f5-b3e7-1d02-0000-000000000010',
  customerId: 'Customer:019542f5-b3e7-1d02-0000-000000000001',
  platformCustomerId: '18d3e5f7b4a9c2',
  status: 'AUTHORIZED',
  direction: 'DEBIT',
  merchant: { descriptor: 'BLUE BOTTLE COFFEE SF', mcc: '5814', country: 'US' },
  authorizedAmount: usd(12550),
  accountId: 'InternalAccount:019542f5-b3e7-1d02-0000-000000000002',
  pullSummary: { count: 1, totalAmount: 12550, pendingCount: 1 },
  refundSummary: { count: 0, totalAmount: 0 },
  settlementSummary: { count: 0, totalAmount: 0 },
  authorizedAt: '2026-05-09T10:00:00Z',
  createdAt: '2026-05-09T10:00:00Z',
  updatedAt: '2026-05-09T10:00:00Z',
} as const;

const later = (status: string, changes: object) => ({
  ...authorized,
  status,
  ...changes,
  lastEventAt: '2026-05-09T15:42:11Z',
  updatedAt: '2026-05-09T15:42:11Z',
});

export const cardTransaction = eventsOf('CARD_TRANSACTION', cardTransactionSchema, {
  AUTHORIZED: { description: 'A card transaction was authorized.', sample: authorized },
  PARTIALLY_SETTLED: {
    description: 'Part of a card transaction was settled.',
    sample: later('PARTIALLY_SETTLED', {
      settledAmount: usd(6000),
      settlementSummary: { count: 1, totalAmount: 6000 },
    }),
  },
  SETTLED: {
    description: 'A card transaction was settled.',
    sample: later('SETTLED', { settledAmount: usd(12550), settlementSummary: { count: 1, totalAmount: 12550 } }),
  },
  REFUNDED: {
    description: 'The merchant returned settled funds.',
    sample: later('REFUNDED', { settledAmount: usd(12550), refundedAmount: usd(12550) }),
  },
  EXCEPTION: {
    description: 'A card transaction was settled with the network, but its funds could not be pulled.',
    sample: later('EXCEPTION', {
      settledAmount: usd(12550),
      pullSummary: { count: 1, totalAmount: 0, pendingCount: 0 },
    }),
  },
});

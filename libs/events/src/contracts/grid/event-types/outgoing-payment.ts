import { currencyAmount, euro, eventsOf, idOf, object, objects, real, text, usDollar } from './fields.js';
import { refundsOf, transactionFields, transactionRequires } from './transaction.js';

const outgoingTransaction = {
  type: 'object',
  required: [...transactionRequires, 'source', 'sentAmount'],
  properties: {
    ...transactionFields,
    type: { const: 'OUTGOING' },
    sentAmount: currencyAmount,
    exchangeRate: real,
    quoteId: idOf('Quote'),
    paymentInstructions: objects,
    rateDetails: object,
    paymentRail: text,
    railSelectionMode: text,
  },
} as const;

const transaction = {
  id: 'Transaction:019542f5-b3e7-1d02-0000-000000000005',
  status: 'PENDING',
  type: 'OUTGOING',
  direction: 'DEBIT',
  source: { sourceType: 'ACCOUNT', accountId: 'InternalAccount:e85dcbd6-dced-4ec4-b756-3c3a9ea3d965' },
  destination: { destinationType: 'ACCOUNT', accountId: 'ExternalAccount:a12dcbd6-dced-4ec4-b756-3c3a9ea3d123' },
  customerId: 'Customer:019542f5-b3e7-1d02-0000-000000000001',
  platformCustomerId: '18d3e5f7b4a9c2',
  sentAmount: { amount: 10550, currency: usDollar },
  quoteId: 'Quote:019542f5-b3e7-1d02-0000-000000000006',
  createdAt: '2025-08-15T14:25:18Z',
  description: 'Payment for invoice #1234',
} as const;

const completed = {
  ...transaction,
  status: 'COMPLETED',
  receivedAmount: { amount: 9706, currency: euro },
  exchangeRate: 0.92,
  settledAt: '2025-08-15T14:30:00Z',
} as const;

const failed = { ...transaction, status: 'FAILED', failureReason: 'QUOTE_EXECUTION_FAILED' } as const;

export const outgoingPayment = eventsOf('OUTGOING_PAYMENT', outgoingTransaction, {
  PENDING: { description: 'An outgoing payment was created and waits to be processed.', sample: transaction },
  PENDING_AUTHORIZATION: {
    description: 'An outgoing payment waits for its authorization.',
    sample: { ...transaction, status: 'PENDING_AUTHORIZATION' },
  },
  PROCESSING: {
    description: 'An outgoing payment is being processed.',
    sample: { ...transaction, status: 'PROCESSING' },
  },
  COMPLETED: { description: 'An outgoing payment arrived.', sample: completed },
  FAILED: { description: 'An outgoing payment failed.', sample: failed },
  EXPIRED: {
    description: 'An outgoing payment expired before it was funded or authorized.',
    sample: { ...transaction, status: 'EXPIRED' },
  },
  ...refundsOf('outgoing', failed),
});

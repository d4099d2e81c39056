import { eventsOf, flag, object, text, usDollar } from './fields.js';
import { refundsOf, transactionFields, transactionRequires } from './transaction.js';

const incomingTransaction = {
  type: 'object',
  required: [...transactionRequires, 'receivedAmount'],
  properties: {
    ...transactionFields,
    type: { const: 'INCOMING' },
    counterpartyInformation: object,
    reconciliationInstructions: { type: 'object', properties: { reference: text } },
    requestedReceiverCustomerInfoFields: {
      type: 'array',
      description: 'On PENDING: what the receiver shall answer with in `receiverCustomerInfo`.',
      items: { type: 'object', required: ['name', 'mandatory'], properties: { name: text, mandatory: flag } },
    },
  },
} as const;

const transaction = {
  id: 'Transaction:019542f5-b3e7-1d02-0000-000000000005',
  status: 'PENDING',
  type: 'INCOMING',
  direction: 'CREDIT',
  destination: { destinationType: 'UMA_ADDRESS', umaAddress: '$recipient@uma.domain' },
  customerId: 'Customer:019542f5-b3e7-1d02-0000-000000000001',
  platformCustomerId: '18d3e5f7b4a9c2',
  senderUmaAddress: '$sender@external.domain',
  receiverUmaAddress: '$recipient@uma.domain',
  receivedAmount: { amount: 50000, currency: usDollar },
  reconciliationInstructions: { reference: 'REF-123456789' },
} as const;

const failed = { ...transaction, status: 'FAILED', createdAt: '2025-08-15T14:25:18Z' } as const;

export const incomingPayment = eventsOf('INCOMING_PAYMENT', incomingTransaction, {
  PENDING: {
    description: 'An incoming payment waits for approval, which the response gives: 200 approves, 403 rejects.',
    sample: {
      ...transaction,
      counterpartyInformation: { FULL_NAME: 'John Sender', BIRTH_DATE: '1985-06-15', NATIONALITY: 'US' },
      requestedReceiverCustomerInfoFields: [
        { name: 'NATIONALITY', mandatory: true },
        { name: 'POSTAL_ADDRESS', mandatory: false },
      ],
    },
  },
  COMPLETED: {
    description: 'An incoming payment arrived.',
    sample: {
      ...transaction,
      status: 'COMPLETED',
      settledAt: '2025-08-15T14:30:00Z',
      createdAt: '2025-08-15T14:25:18Z',
      description: 'Payment for services',
    },
  },
  FAILED: { description: 'An incoming payment failed.', sample: failed },
  ...refundsOf('incoming', failed),
});

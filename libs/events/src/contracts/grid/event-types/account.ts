import { currencyAmount, eventsOf, idOf, instant, object, objects, text, usDollar } from './fields.js';

const internalAccountSchema = {
  type: 'object',
  required: ['id', 'type', 'status', 'balance', 'totalBalance', 'fundingPaymentInstructions', 'createdAt', 'updatedAt'],
  properties: {
    id: idOf('InternalAccount'),
    customerId: idOf('Customer'),
    type: { enum: ['INTERNAL_FIAT', 'INTERNAL_CRYPTO', 'EMBEDDED_WALLET'] },
    status: { enum: ['PENDING', 'ACTIVE', 'CLOSED', 'FROZEN', 'FAILED'] },
    balance: currencyAmount,
    totalBalance: currencyAmount,
    fundingPaymentInstructions: objects,
    createdAt: instant,
    updatedAt: instant,
  },
} as const;

const account = {
  id: 'InternalAccount:019542f5-b3e7-1d02-0000-000000000005',
  customerId: 'Customer:019542f5-b3e7-1d02-0000-000000000001',
  type: 'INTERNAL_FIAT',
  status: 'ACTIVE',
  balance: { amount: 10000, currency: usDollar },
  totalBalance: { amount: 12500, currency: usDollar },
  fundingPaymentInstructions: [],
  createdAt: '2025-08-01T10:00:00Z',
  updatedAt: '2025-08-15T14:32:00Z',
} as const;

const swiftInstructions = {
  accountOrWalletInfo: {
    accountType: 'SWIFT_ACCOUNT',
    country: 'SG',
    swiftCode: 'DBSSSGSG',
    bankName: 'DBS Bank',
    accountNumber: '8850123456',
    accountHolderName: 'Acme Exports Pte Ltd',
    paymentRails: ['SWIFT'],
  },
} as const;

export const internalAccount = eventsOf('INTERNAL_ACCOUNT', internalAccountSchema, {
  BALANCE_UPDATED: { description: 'The balance of an internal account changed.', sample: account },
  STATUS_UPDATED: {
    description: 'The status of an internal account changed.',
    sample: { ...account, status: 'FROZEN' },
  },
  FUNDING_INSTRUCTIONS_UPDATED: {
    description: 'The ways to fund an internal account changed.',
    sample: { ...account, fundingPaymentInstructions: [swiftInstructions] },
  },
});

const externalAccountSchema = {
  type: 'object',
  required: ['id', 'status', 'currency', 'accountInfo'],
  properties: {
    id: idOf('ExternalAccount'),
    customerId: idOf('Customer'),
    status: text,
    currency: text,
    ownershipType: text,
    platformAccountId: text,
    accountInfo: object,
  },
} as const;

export const externalAccount = eventsOf('EXTERNAL_ACCOUNT', externalAccountSchema, {
  STATUS_UPDATED: {
    description: 'The status of an external account changed.',
    sample: {
      id: 'ExternalAccount:e85dcbd6-dced-4ec4-b756-3c3a9ea3d965',
      customerId: 'Customer:da459a29-1fb7-41ce-a4cb-eb3a3c9fd7a7',
      status: 'ACTIVE',
      currency: 'USDC',
      ownershipType: 'FIRST_PARTY',
      accountInfo: { accountType: 'ETHEREUM_WALLET', address: '0xAbCDEF1234567890aBCdEf1234567890ABcDef12' },
    },
  },
});

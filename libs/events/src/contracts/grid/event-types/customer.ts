import { day, eventsOf, flag, idOf, instant, object, text } from './fields.js';

const common = {
  id: idOf('Customer'),
  platformCustomerId: text,
  umaAddress: text,
  region: text,
  currencies: { type: 'array', items: text },
  address: object,
  createdAt: instant,
  updatedAt: instant,
  isDeleted: flag,
} as const;

const individual = {
  type: 'object',
  required: ['customerType', 'platformCustomerId', 'umaAddress'],
  properties: {
    ...common,
    customerType: { const: 'INDIVIDUAL' },
    kycStatus: text,
    fullName: text,
    birthDate: day,
    nationality: text,
  },
} as const;

const business = {
  type: 'object',
  required: ['customerType', 'platformCustomerId', 'umaAddress'],
  properties: { ...common, customerType: { const: 'BUSINESS' }, kybStatus: text, businessInfo: object },
} as const;

const person = (kycStatus: string) => ({
  id: 'Customer:019542f5-b3e7-1d02-0000-000000000001',
  platformCustomerId: '9f84e0c2a72c4fa',
  customerType: 'INDIVIDUAL',
  region: 'US',
  currencies: ['USD', 'USDC'],
  umaAddress: '$john.doe@uma.domain.com',
  kycStatus,
  fullName: 'John Michael Doe',
  birthDate: '1990-01-15',
  nationality: 'US',
  address: { line1: '123 Main Street', city: 'San Francisco', state: 'CA', postalCode: '94105', country: 'US' },
  createdAt: '2025-07-21T17:32:28Z',
  updatedAt: '2025-08-15T14:32:00Z',
  isDeleted: false,
});

const company = (kybStatus: string) => ({
  id: 'Customer:019542f5-b3e7-1d02-0000-000000000003',
  platformCustomerId: '7a2f9d4e1b8c3f5',
  customerType: 'BUSINESS',
  region: 'US',
  currencies: ['USD', 'USDC'],
  umaAddress: '$acme.corp@uma.domain.com',
  kybStatus,
  address: { line1: '456 Business Ave', city: 'New York', state: 'NY', postalCode: '10001', country: 'US' },
  businessInfo: { legalName: 'Acme Corporation', registrationNumber: '12345678', taxId: '98-7654321' },
  createdAt: '2025-07-21T17:32:28Z',
  updatedAt: '2025-08-15T14:32:00Z',
  isDeleted: false,
});

export const customer = [
  ...eventsOf('CUSTOMER', individual, {
    KYC_APPROVED: { description: 'The identity of an individual was approved.', sample: person('APPROVED') },
    KYC_REJECTED: { description: 'The identity of an individual was rejected.', sample: person('REJECTED') },
    KYC_PENDING: { description: 'The identity of an individual is being checked.', sample: person('PENDING') },
  }),
  ...eventsOf('CUSTOMER', business, {
    KYB_APPROVED: { description: 'A business was approved.', sample: company('APPROVED') },
    KYB_REJECTED: { description: 'A business was rejected.', sample: company('REJECTED') },
    KYB_PENDING: { description: 'A business is being checked.', sample: company('PENDING') },
  }),
];

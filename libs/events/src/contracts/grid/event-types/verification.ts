import { eventsOf, idOf, instant, text } from './fields.js';

const statuses = [
  'APPROVED',
  'REJECTED',
  'RESOLVE_ERRORS',
  'IN_PROGRESS',
  'PENDING_MANUAL_REVIEW',
  'READY_FOR_VERIFICATION',
] as const;

const verificationSchema = {
  type: 'object',
  required: ['id', 'customerId', 'verificationStatus', 'errors', 'createdAt'],
  properties: {
    id: idOf('Verification'),
    customerId: idOf('Customer'),
    verificationStatus: { enum: statuses },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['resourceId', 'type', 'reason'],
        properties: {
          resourceId: text,
          type: text,
          reason: text,
          field: text,
          acceptedDocumentTypes: { type: 'array', items: text },
        },
      },
    },
    createdAt: instant,
  },
} as const;

const sample = (verificationStatus: (typeof statuses)[number], errors: readonly object[] = []) => ({
  id: 'Verification:019542f5-b3e7-1d02-0000-000000000010',
  customerId: 'Customer:019542f5-b3e7-1d02-0000-000000000001',
  verificationStatus,
  errors,
  createdAt: '2025-08-15T14:00:00Z',
});

const missingDocument = {
  resourceId: 'Customer:019542f5-b3e7-1d02-0000-000000000001',
  type: 'MISSING_DOCUMENT',
  acceptedDocumentTypes: ['PROOF_OF_ADDRESS', 'UTILITY_BILL', 'BANK_STATEMENT'],
  reason: 'Proof of address document is required',
} as const;

export const verification = eventsOf('VERIFICATION', verificationSchema, {
  APPROVED: { description: 'A verification was approved.', sample: sample('APPROVED') },
  REJECTED: { description: 'A verification was rejected.', sample: sample('REJECTED') },
  RESOLVE_ERRORS: {
    description: 'A verification waits for the customer to resolve errors.',
    sample: sample('RESOLVE_ERRORS', [missingDocument]),
  },
  IN_PROGRESS: { description: 'A verification is in progress.', sample: sample('IN_PROGRESS') },
  PENDING_MANUAL_REVIEW: {
    description: 'A verification waits for a manual review.',
    sample: sample('PENDING_MANUAL_REVIEW'),
  },
  READY_FOR_VERIFICATION: {
    description: 'All that a verification needs was given.',
    sample: sample('READY_FOR_VERIFICATION'),
  },
});

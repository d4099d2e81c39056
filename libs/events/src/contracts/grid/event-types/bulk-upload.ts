import { eventsOf, idOf, instant, object, text } from './fields.js';

const count = { type: 'integer', minimum: 0 } as const;

/** One refused row. The document's schema is flat, its example nests code and message under `error`: both pass. */
const rowError = {
  type: 'object',
  required: ['correlationId'],
  properties: {
    correlationId: text,
    code: text,
    message: text,
    details: object,
    error: { type: 'object', properties: { code: text, message: text, details: object } },
  },
} as const;

const job = {
  type: 'object',
  required: ['id', 'status', 'progress'],
  properties: {
    id: idOf('Job'),
    status: { enum: ['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED'] },
    progress: {
      type: 'object',
      required: ['total', 'processed', 'successful', 'failed'],
      properties: { total: count, processed: count, successful: count, failed: count },
    },
    errors: { type: 'array', items: rowError },
    completedAt: instant,
  },
} as const;

export const bulkUpload = eventsOf('BULK_UPLOAD', job, {
  COMPLETED: {
    description: 'A bulk customer upload job completed.',
    sample: {
      id: 'Job:019542f5-b3e7-1d02-0000-000000000006',
      status: 'COMPLETED',
      progress: { total: 5000, processed: 5000, successful: 5000, failed: 0 },
      errors: [],
    },
  },
  FAILED: {
    description: 'A bulk customer upload job failed.',
    sample: {
      id: 'Job:019542f5-b3e7-1d02-0000-000000000006',
      status: 'FAILED',
      progress: { total: 5000, processed: 5000, successful: 0, failed: 5000 },
      errors: [
        {
          correlationId: 'row_1',
          code: 'invalid_csv_format',
          message: 'Invalid CSV format',
          details: { reason: 'missing_required_column', column: 'umaAddress' },
        },
      ],
    },
  },
});

import { responsesOf, type Operation } from './openapi-document.js';
import { addRefusals } from './openapi-refusals.js';

/** Every POST takes an idempotency key. */
export function describeIdempotency(operation: Operation): void {
  operation.parameters = [...(operation.parameters ?? []), idempotencyKeyParameter];
  addRefusals(operation, [
    'idempotency_key_invalid',
    'idempotency_key_in_use',
    'idempotency_key_reused',
    'sealed_unreadable',
  ]);
  for (const [status, response] of responsesOf(operation)) {
    if (status.startsWith('2')) response.headers = { ...response.headers, 'Idempotent-Replayed': replayedHeader };
  }
}

const idempotencyKeyParameter = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description:
    'Of your choosing, a new one for each thing that is to happen once: the same request under the same key within ' +
    '24 hours does nothing again and is answered as it was. See docs/idempotency.md.',
  schema: { type: 'string' as const, pattern: '^[\\x21-\\x7e]{1,255}$' },
  example: '5b0a3f7e-6f0c-4f0e-9a52-0d6f3f1a7c11',
};

const replayedHeader = {
  description: '`true` when this answer was given before, and nothing was done again.',
  schema: { type: 'string' as const, enum: ['true'] },
};

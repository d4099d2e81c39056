import type { JsonSchema } from '../contract.js';
import { filterLimits } from './filter.js';

/** Where the schema stands in the document that describes the API. */
const self = { $ref: '#/components/schemas/Filter' };

const scalar = { type: ['string', 'number', 'boolean', 'null'] };
const ordered = { type: ['string', 'number'] };
const path = {
  type: 'string',
  description: 'JSON Pointer (RFC 6901) into the payload.',
  example: '/amount/value',
};

const field = (title: string, properties: object, rest: object = {}) => ({
  title,
  type: 'object',
  additionalProperties: false,
  required: ['path'],
  properties: { path, ...properties },
  ...rest,
});

const connective = (name: string, value: object) => ({
  title: name,
  type: 'object',
  additionalProperties: false,
  required: [name],
  properties: { [name]: value },
});

/** JSON Schema of what `readFilter` reads, but for what it counts. */
export const filterSchema: JsonSchema = {
  description: 'What the payload must be for the endpoint to get the event; see docs/filters.md.',
  examples: [
    {
      and: [
        { path: '/amount/value', gte: 1000 },
        { path: '/status', in: ['paid', 'late'] },
        { not: { path: '/test', exists: true } },
      ],
    },
    { path: '/lines', any: { path: '/sku', prefix: 'TEA-' } },
  ],
  oneOf: [
    field(
      'tests',
      {
        eq: scalar,
        in: { type: 'array', items: scalar, minItems: 1, maxItems: filterLimits.values },
        prefix: { type: 'string' },
        gt: ordered,
        gte: ordered,
        lt: ordered,
        lte: ordered,
      },
      { minProperties: 2 },
    ),
    field('exists', { exists: { type: 'boolean' } }, { required: ['path', 'exists'] }),
    field('any', { any: self }, { required: ['path', 'any'] }),
    connective('and', { type: 'array', items: self, minItems: 1 }),
    connective('or', { type: 'array', items: self, minItems: 1 }),
    connective('not', self),
  ],
};

import type { EventTypeDefinition } from '../../contract.js';

const uuid = { type: 'string', format: 'uuid' } as const;

/** Only `customer_id` is always there: Gridio's document calls the rest optional or leaves it open. */
const customerSchema = {
  type: 'object',
  required: ['customer_id'],
  properties: {
    customer_id: uuid,
    email: { type: 'string', format: 'email' },
    phone_number: { type: 'string', description: 'As the customer typed it, spaces and dashes included.' },
    language: { type: 'string', description: 'Upper-case language code.' },
    business_id: uuid,
    ext_user_id: { type: 'string', description: "The subscriber's own id, if it was passed to the Connect UI." },
  },
} as const;

const customerSample = {
  customer_id: '0197f9c1-4818-7141-9c2a-22000108e736',
  email: 'jane@example.com',
  phone_number: '+372 537-2443',
  language: 'EN',
  business_id: '0197f9c1-4818-7141-9c2a-22000108e736',
  ext_user_id: 'my-company-internal-id-1111999',
} as const;

/**
 * Gridio Connect's documented events, which subscribers take as one category.
 *
 * Source: https://developer.gridio.io/Gridio-B2B-Webhook-Event-Definitions-2e7ae1cbbd1b80f6b60cce25a7f721ee
 */
export const gridioEventTypes = [
  {
    name: 'customer.event.create',
    category: 'customer_event',
    description: 'A new end-user completed the Gridio Connect onboarding flow.',
    schema: customerSchema,
    sample: customerSample,
  },
  {
    name: 'customer.event.update',
    category: 'customer_event',
    description: "A customer's profile changed, such as contact details or language preference.",
    schema: customerSchema,
    sample: customerSample,
  },
  {
    name: 'customer.event.delete',
    category: 'customer_event',
    description: 'A customer account was removed from Gridio.',
    schema: { type: 'object', required: ['customer_id'], properties: { customer_id: uuid } },
    sample: { customer_id: '0197f9c1-4818-7141-9c2a-22000108e736' },
  },
] as const satisfies readonly EventTypeDefinition[];

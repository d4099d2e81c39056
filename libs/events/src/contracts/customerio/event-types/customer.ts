import type { EventTypeDefinition } from '../../../contract.js';
import { identifiers, identifiersSample, messageFields, nullableText } from './fields.js';

const personSchema = {
  type: 'object',
  required: ['customer_id', 'email_address', 'identifiers'],
  properties: { customer_id: messageFields.customer_id, email_address: nullableText, identifiers },
} as const;

const person = {
  customer_id: '0200000001',
  email_address: 'test@example.com',
  identifiers: identifiersSample,
} as const;

export const customerEvents = [
  {
    name: 'customer_subscribed',
    category: 'customer',
    description: 'A person’s "unsubscribed" attribute was explicitly set to "false".',
    schema: personSchema,
    sample: person,
  },
  {
    name: 'customer_unsubscribed',
    category: 'customer',
    description: 'A person’s "unsubscribed" attribute was explicitly set to "true".',
    schema: personSchema,
    sample: person,
  },
  {
    name: 'customer_subscription_preferences_changed',
    category: 'customer',
    description: 'A person’s subscription preferences changed.',
    schema: {
      type: 'object',
      required: personSchema.required,
      properties: {
        // The message that led to the change, if one did.
        ...messageFields,
        ...personSchema.properties,
        content: { type: 'string', description: 'The changed preferences: a JSON object inside a string.' },
      },
    },
    sample: { ...person, content: '{"topics":{"topic_7":false}}' },
  },
] as const satisfies readonly EventTypeDefinition[];

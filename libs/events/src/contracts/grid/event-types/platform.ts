import type { EventTypeDefinition } from '../../../contract.js';
import { currencyAmount, eventsOf, idOf, instant, object, text, usDollar } from './fields.js';

const invitationSchema = {
  type: 'object',
  required: ['code', 'createdAt', 'inviterUma', 'status', 'url'],
  properties: {
    code: text,
    createdAt: instant,
    claimedAt: instant,
    expiresAt: instant,
    inviterUma: text,
    inviteeUma: text,
    status: text,
    url: text,
    amountToSend: currencyAmount,
  },
} as const;

export const invitation = eventsOf('INVITATION', invitationSchema, {
  CLAIMED: {
    description: 'An invitation was claimed by a customer.',
    sample: {
      code: '019542f5',
      createdAt: '2025-09-01T14:30:00Z',
      claimedAt: '2025-09-01T15:45:00Z',
      inviterUma: '$inviter@uma.domain',
      inviteeUma: '$invitee@uma.domain',
      status: 'CLAIMED',
      url: 'https://uma.me/i/019542f5',
    },
  },
});

const agentActionSchema = {
  type: 'object',
  required: ['id', 'agentId', 'customerId', 'platformCustomerId', 'status', 'type', 'createdAt', 'updatedAt'],
  properties: {
    id: idOf('AgentAction'),
    agentId: idOf('Agent'),
    customerId: idOf('Customer'),
    platformCustomerId: text,
    status: text,
    type: { enum: ['EXECUTE_QUOTE', 'TRANSFER_OUT', 'TRANSFER_IN'] },
    quote: object,
    transferDetails: object,
    createdAt: instant,
    updatedAt: instant,
  },
} as const;

export const agentAction = eventsOf('AGENT_ACTION', agentActionSchema, {
  PENDING_APPROVAL: {
    description: 'An agent submitted an action that the platform has to approve.',
    sample: {
      id: 'AgentAction:019542f5-b3e7-1d02-0000-000000000099',
      agentId: 'Agent:019542f5-b3e7-1d02-0000-000000000042',
      customerId: 'Customer:019542f5-b3e7-1d02-0000-000000000010',
      platformCustomerId: 'user-a1b2c3',
      status: 'PENDING_APPROVAL',
      type: 'EXECUTE_QUOTE',
      quote: {
        id: 'Quote:019542f5-b3e7-1d02-0000-000000000006',
        status: 'PENDING',
        sendingCurrency: usDollar,
        totalSendingAmount: 50000,
        exchangeRate: 92.5,
      },
      createdAt: '2025-10-03T15:00:00Z',
      updatedAt: '2025-10-03T15:00:00Z',
    },
  },
});

/** The one type without a resource: its documented schema has no data, its examples show an empty object. */
export const test = {
  name: 'TEST',
  category: 'TEST',
  description: 'A test of the webhook, sent on request and when the endpoint changes.',
  schema: { type: 'object' },
  sample: {},
} as const satisfies EventTypeDefinition;

import type { EventTypeDefinition } from '../../contract.js';

/** Ids are strings of no stated form; Munity's other documents show UUIDs and, for older ones, anything. */
const integrationId = { type: 'string', minLength: 1, description: 'The integration.' } as const;
const resourceId = { type: 'string', minLength: 1, description: 'The resource within its data model.' } as const;
const modelName = { type: 'string', description: 'The kind of resource, which depends on the data mapping.' } as const;
const connectorType = { type: 'string', description: 'Slug of the connector, such as `jira`.' } as const;

const sampleIntegration = '0b6f6a3e-6c0f-4b61-9f55-2a8a7a1b8f10';
const sampleResource = 'c0a8012e-7d3b-4f0a-8a51-6b1f7c9d2e34';

const resourceSchema = {
  type: 'object',
  required: ['id', 'resource_id', 'type'],
  properties: { id: integrationId, resource_id: resourceId, type: modelName },
} as const;

const resourceSample = { id: sampleIntegration, resource_id: sampleResource, type: 'ticket' } as const;

/** Munity's eight documented events. Source: https://doc.munityapps.com/webhooks */
export const munityEventTypes = [
  {
    name: 'webhook_test',
    category: 'integration',
    description: 'A test of the webhook, sent on request.',
    schema: { type: 'object', required: ['test'], properties: { test: { const: true } } },
    sample: { test: true },
  },
  {
    name: 'integration_new_data_model',
    category: 'integration',
    description: 'An integration brought in a new resource.',
    schema: resourceSchema,
    sample: resourceSample,
  },
  {
    name: 'integration_updated_data_model',
    category: 'integration',
    description: 'A resource of an integration changed.',
    schema: {
      type: 'object',
      required: ['id', 'resource_id', 'type', 'diff', 'data'],
      properties: {
        ...resourceSchema.properties,
        diff: { type: 'object', description: 'What differs between the old and the new model.' },
        data: { type: 'object', description: 'The whole model after the change.' },
      },
    },
    sample: {
      ...resourceSample,
      diff: { status: { old: 'open', new: 'closed' } },
      data: { id: sampleResource, title: 'Printer on fire', status: 'closed' },
    },
  },
  {
    name: 'integration_deleted_data_model',
    category: 'integration',
    description: 'A resource of an integration was deleted.',
    schema: resourceSchema,
    sample: resourceSample,
  },
  {
    name: 'integration_installed',
    category: 'integration',
    description: 'An integration was installed.',
    schema: {
      type: 'object',
      required: ['id', 'connector_type', 'metadata', 'state'],
      properties: {
        id: integrationId,
        connector_type: connectorType,
        metadata: { type: 'object', description: 'Worth keeping on the receiver’s side.' },
        state: { type: 'string', description: 'The state that was given when the integration was created.' },
      },
    },
    sample: {
      id: sampleIntegration,
      connector_type: 'jira',
      metadata: { site: 'acme.atlassian.net' },
      state: 'state-given-to-connect',
    },
  },
  {
    name: 'integration_import_done',
    category: 'integration',
    description: 'An integration finished its import.',
    schema: {
      type: 'object',
      required: ['id', 'connector_type'],
      properties: { id: integrationId, connector_type: connectorType },
    },
    sample: { id: sampleIntegration, connector_type: 'jira' },
  },
  {
    name: 'integration_cannot_refresh_oauth_token',
    category: 'integration',
    description: 'The OAuth token of an integration could not be refreshed.',
    schema: {
      type: 'object',
      required: ['id', 'error'],
      properties: { id: integrationId, error: { type: 'string', description: 'What the OAuth refresh answered.' } },
    },
    sample: { id: sampleIntegration, error: 'invalid_grant' },
  },
  {
    name: 'integration_oauth_token_fixed',
    category: 'integration',
    description: 'The OAuth token of an integration works again.',
    schema: { type: 'object', required: ['id'], properties: { id: integrationId } },
    sample: { id: sampleIntegration },
  },
] as const satisfies readonly EventTypeDefinition[];

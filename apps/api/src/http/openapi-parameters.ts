import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf, parametersOf, type Parameter } from './openapi-document.js';

/** The parts of paths, by their names in braces. Ids are TypeIDs: a prefix and 26 characters. */
const pathParameters: Readonly<Record<string, { readonly description: string; readonly example: string }>> = {
  app: { description: 'Id or uid of the application.', example: 'acme' },
  endpoint: { description: 'Id of the endpoint.', example: 'ep_01kah2v2mme1sv0b1hp8r7mxf4' },
  event: { description: 'Id of the event.', example: 'evt_01kah2v2mme1sv0b1hp8r7mxf4' },
  delivery: { description: 'Id of the delivery.', example: 'dlv_01kah2v2mme1sv0b1hp8r7mxf4' },
  redelivery: { description: 'Id of the redelivery.', example: 'rdl_01kah2v2mme1sv0b1hp8r7mxf4' },
  attempt: { description: 'Id of the attempt.', example: 'atm_01kah2v2mme1sv0b1hp8r7mxf4' },
  key: { description: 'Id of the API key.', example: 'key_01kah2v2mme1sv0b1hp8r7mxf4' },
  session: { description: 'Id of the portal session.', example: 'ps_01kah2v2mme1sv0b1hp8r7mxf4' },
  name: { description: 'Name of the event type.', example: 'invoice.paid' },
};

/** Longer parts of a path are no id of ours; the router refuses them. */
const maxLength = 256;

/** Gives every part of a path a description, an example and a schema, where its route gives none. */
export function describeParameters(document: OpenAPIObject): void {
  for (const { operation } of operationsOf(document)) {
    for (const parameter of parametersOf(operation)) if (parameter.in === 'path') describe(parameter);
  }
}

function describe(parameter: Parameter): void {
  const { description, example } = pathParameters[parameter.name] ?? {};
  parameter.schema = { type: 'string', minLength: 1, maxLength, ...parameter.schema };
  if (parameter.description === undefined && description !== undefined) parameter.description = description;
  if (parameter.example === undefined && example !== undefined) parameter.example = example;
}

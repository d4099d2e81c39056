import type { OpenAPIObject } from '@nestjs/swagger';
import { namesIn, operationsOf, parametersOf, type Parameter } from './openapi-document.js';

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

/** Gives every parameter the same form, in the order in which they stand in a request. */
export function describeParameters(document: OpenAPIObject): void {
  for (const { operation, path } of operationsOf(document)) {
    const parameters = parametersOf(operation);
    for (const parameter of parameters) {
      if (parameter.in === 'path') describePart(parameter);
      else if (parameter.required !== true) tellExample(parameter);
    }
    const names = namesIn(path);
    const rank = ({ in: place, name }: Parameter) => (place === 'path' ? names.indexOf(name) : rankOf[place]);
    if (parameters.length > 0) operation.parameters = parameters.toSorted((one, other) => rank(one) - rank(other));
  }
}

/** Behind the parts of the path, which are never as many. */
const rankOf = { query: 100, header: 200, cookie: 300 } as const;

/** A description, an example and a schema for a part of a path whose route gives none. */
function describePart(parameter: Parameter): void {
  const { description, example } = pathParameters[parameter.name] ?? {};
  parameter.schema = { type: 'string', minLength: 1, maxLength, ...parameter.schema };
  if (parameter.description === undefined && description !== undefined) parameter.description = description;
  if (parameter.example === undefined && example !== undefined) parameter.example = example;
}

/**
 * What need not be sent has its example in words: Swagger UI fills examples in and sends them, and would ask for what
 * nobody has, or for every POST under one idempotency key.
 */
function tellExample(parameter: Parameter): void {
  const { example: ofSchema, ...schema } = (parameter.schema ?? {}) as { readonly example?: string };
  const { example = ofSchema } = parameter as { readonly example?: string };
  if (example === undefined) return;
  delete parameter.example;
  parameter.schema = schema;
  const told = `Such as \`${example}\`.`;
  parameter.description = parameter.description === undefined ? told : `${parameter.description} ${told}`;
}

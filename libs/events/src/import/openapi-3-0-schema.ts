import type { JsonSchema } from '../contract.js';

/**
 * A schema object of OpenAPI 3.0 in the words of JSON Schema 2020-12: `nullable` and the two exclusive bounds, which
 * were flags beside the bounds.
 *
 * Source: https://spec.openapis.org/oas/v3.0.4.html#schema-object
 */
export function convertOpenApi30Schema(schema: JsonSchema): JsonSchema {
  const { nullable, ...rest } = schema;
  const bounded = exclusive(exclusive(rest, 'exclusiveMinimum', 'minimum'), 'exclusiveMaximum', 'maximum');
  // A property may be called "nullable"; then it is a schema.
  if (typeof nullable === 'object') return { ...bounded, nullable };
  return nullable === true ? orNull(bounded) : bounded;
}

function orNull(schema: JsonSchema): JsonSchema {
  if (typeof schema.type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  const values = Array.isArray(schema.enum) ? { enum: [...(schema.enum as unknown[]), null] } : {};
  return { ...schema, type: [schema.type, 'null'], ...values };
}

function exclusive(schema: JsonSchema, flag: string, bound: string): JsonSchema {
  if (typeof schema[flag] !== 'boolean') return schema;
  const { [flag]: isExclusive, [bound]: limit, ...rest } = schema;
  if (limit === undefined) return rest;
  return { ...rest, [isExclusive === true ? flag : bound]: limit };
}

import type { OpenAPIObject } from '@nestjs/swagger';
import {
  nameOfReference,
  operationsOf,
  requestSchemaOf,
  resolved,
  type Operation,
  type Schema,
} from './openapi-document.js';

/**
 * Says of the bodies of requests what the code does with all of them alike: unknown fields are refused, and where no
 * field is required the body itself may be left out.
 */
export function describeRequestBodies(document: OpenAPIObject): void {
  const closed = new Set<string>();
  for (const { operation } of operationsOf(document)) {
    const schema = requestSchemaOf(operation);
    if (schema === undefined) continue;
    closeAll(document, schema, closed);
    if ((resolved(document, schema).required ?? []).length === 0) makeOptional(operation);
  }
}

function makeOptional({ requestBody }: Operation): void {
  if (requestBody !== undefined && !('$ref' in requestBody)) requestBody.required = false;
}

/** Closes every named schema that is reached from here, unless it says itself what else it may hold. */
function closeAll(document: OpenAPIObject, from: unknown, closed: Set<string>): void {
  if (typeof from !== 'object' || from === null) return;
  if ('$ref' in from && typeof from.$ref === 'string') {
    const name = nameOfReference(from.$ref);
    if (closed.has(name)) return;
    closed.add(name);
    const schema = resolved(document, from as Schema);
    if (schema.properties !== undefined) schema.additionalProperties ??= false;
    closeAll(document, schema, closed);
    return;
  }
  for (const part of Object.values(from)) closeAll(document, part, closed);
}

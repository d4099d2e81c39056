import type { Limits } from '#config';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { SchemaObject } from './openapi-document.js';

/** Writes the operator's limits into the schemas of what they bound. */
export function describeLimits(document: OpenAPIObject, limits: Limits): void {
  const value = { type: 'string' as const, maxLength: limits.maxMetadataValueLength };
  for (const name of ['CreateEndpointDto', 'UpdateEndpointDto']) {
    bound(document, name, 'subscriptions', { maxItems: limits.maxSubscriptions });
    bound(document, name, 'headers', {
      maxProperties: limits.maxEndpointHeaders,
      additionalProperties: { type: 'string', maxLength: limits.maxEndpointHeaderBytes },
    });
    bound(document, name, 'metadata', { maxProperties: limits.maxMetadataEntries, additionalProperties: value });
  }
  bound(document, 'EmitBatchDto', 'events', { maxItems: limits.maxBatchEvents });
}

function bound(document: OpenAPIObject, name: string, property: string, bounds: Partial<SchemaObject>): void {
  const schema = document.components?.schemas?.[name];
  const held = schema === undefined || '$ref' in schema ? undefined : schema.properties?.[property];
  if (held === undefined) throw new Error(`bug: ${name}.${property} is bounded and not described`);
  Object.assign(held, bounds);
}

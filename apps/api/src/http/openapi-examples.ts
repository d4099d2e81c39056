import type { OpenAPIObject } from '@nestjs/swagger';
import {
  operationsOf,
  resolved,
  responsesOf,
  type Operation,
  type Schema,
  type SchemaObject,
} from './openapi-document.js';
import { requestExamples, type RequestExample } from './request-examples.js';

/** What an example is made for: a request shows what is worth choosing, an answer shows everything. */
type Purpose = 'request' | 'answer';

interface Media {
  readonly schema?: Schema;
  example?: unknown;
  examples?: object;
}

/** What Nest types as `any` may be anything. */
type ExemplarySchema = Omit<SchemaObject, 'example' | 'default' | 'enum'> & {
  readonly example?: unknown;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
};

const moment = '2026-11-20T12:00:00.000Z';

/** Gives every JSON body the examples that were thought of, or one that is put together of those of its fields. */
export function describeExamples(document: OpenAPIObject): void {
  for (const { operation } of operationsOf(document)) {
    for (const media of requestsOf(operation)) {
      offer(media, requestExamples[operation.operationId ?? ''] ?? []);
      complete(document, media, 'request');
    }
    for (const [, { content = {} }] of responsesOf(operation)) {
      for (const media of Object.values(content)) complete(document, media, 'answer');
    }
  }
}

function requestsOf({ requestBody }: Operation): Media[] {
  return requestBody === undefined || '$ref' in requestBody ? [] : Object.values(requestBody.content);
}

/** Named one by one, so that a page can offer them to choose from. */
function offer(media: Media, [first, ...others]: readonly RequestExample[]): void {
  if (first === undefined) return;
  if (others.length === 0) media.example = first.value;
  else media.examples = Object.fromEntries([first, ...others].map((one, index) => [`example-${index + 1}`, one]));
}

function complete(document: OpenAPIObject, media: Media, purpose: Purpose): void {
  if (media.schema === undefined || 'example' in media || media.examples !== undefined) return;
  const example = exampleOf(document, media.schema, purpose);
  if (example !== undefined) media.example = example;
}

/** An example of what the schema accepts; undefined when nothing in it says what that would be. */
function exampleOf(document: OpenAPIObject, schema: Schema, purpose: Purpose): unknown {
  const known: ExemplarySchema = resolved(document, schema);
  const { example, default: preset, enum: choices, allOf, oneOf, anyOf, ...rest } = known;
  if (example !== undefined) return example;
  if (preset !== undefined) return preset;
  if (choices !== undefined) return choices[0];
  if ('const' in rest) return rest.const;
  // Nest wraps a reference in `allOf` to say more about it; nothing of ours is put together of several.
  const [first] = allOf ?? oneOf ?? anyOf ?? [];
  if (first !== undefined) return exampleOf(document, first, purpose);
  if (rest.properties !== undefined) return objectOf(document, rest.properties, rest.required ?? [], purpose);
  const types: readonly (string | undefined)[] = [rest.type].flat();
  if (types.includes('null')) return null;
  if (types.includes('array')) return listOf(document, rest.items, purpose);
  if (types.includes('integer')) return rest.minimum ?? 1;
  if (rest.format === 'date-time') return moment;
  return types.includes('boolean') ? false : undefined;
}

function listOf(document: OpenAPIObject, items: Schema | undefined, purpose: Purpose): unknown[] {
  const item = items === undefined ? undefined : exampleOf(document, items, purpose);
  return item === undefined ? [] : [item];
}

function objectOf(
  document: OpenAPIObject,
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
  purpose: Purpose,
): object {
  const shown = Object.entries(properties).filter(
    ([name, property]) => purpose === 'answer' || required.includes(name) || isShown(document, property),
  );
  const values = shown.map(([name, property]) => [name, exampleOf(document, property, purpose)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** An optional field of a request is shown when somebody thought of an example for it. */
function isShown(document: OpenAPIObject, property: Schema): boolean {
  return resolved(document, property).example !== undefined;
}

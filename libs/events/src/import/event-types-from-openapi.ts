import type { EventTypeDefinition, JsonSchema } from '../contract.js';
import { validateEventTypeName } from '../patterns.js';
import { follow, pointerTo } from '../json-pointer.js';
import { convertOpenApi30Schema } from './openapi-3-0-schema.js';
import { ReferenceFault, selfContained } from './self-contained-schema.js';

/** What keeps a document from being imported; `pointer` (RFC 6901) leads to it. */
export interface ImportFault {
  readonly pointer: string;
  readonly detail: string;
}

export type ImportedEventTypes =
  | { readonly eventTypes: readonly EventTypeDefinition[]; readonly faults?: never }
  | { readonly faults: readonly ImportFault[]; readonly eventTypes?: never };

type JsonObject = Readonly<Record<string, unknown>>;

/** A document with more webhooks than this is not a catalogue. */
const maxEventTypes = 1_000;

/** Versions of OpenAPI that have webhooks: 3.1 by itself, 3.0 by an extension in use. */
const placeOfWebhooks: Readonly<Record<string, string>> = { '3.1': 'webhooks', '3.0': 'x-webhooks' };

/**
 * The event types that an OpenAPI document describes: a webhook each, its name the event type's and the schema of its
 * JSON body the payload's. All of them, or what is wrong with any of them. Only references within the document are
 * followed. The sample is the body's first example, undefined if it has none.
 *
 * @param document parsed JSON
 */
export function eventTypesFromOpenApi(document: unknown): ImportedEventTypes {
  const version = isObject(document) && typeof document.openapi === 'string' ? document.openapi : '';
  const place = placeOfWebhooks[version.slice(0, 3)];
  if (!isObject(document) || place === undefined) {
    return { faults: [{ pointer: '/openapi', detail: 'must be a version 3.1 or 3.0 of OpenAPI' }] };
  }
  const webhooks = document[place];
  if (!isObject(webhooks)) return { faults: [{ pointer: `/${place}`, detail: 'must be an object of webhooks' }] };
  const names = Object.keys(webhooks);
  if (names.length > maxEventTypes) {
    return { faults: [{ pointer: `/${place}`, detail: `must hold at most ${maxEventTypes} webhooks` }] };
  }
  const source = { document, convert: place === 'webhooks' ? undefined : convertOpenApi30Schema };
  const results = names.map((name) => readWebhook(source, [place, name]));
  const faults = results.filter((result) => 'detail' in result);
  return faults.length > 0 ? { faults } : { eventTypes: results.filter((result) => 'schema' in result) };
}

interface Source {
  readonly document: JsonObject;
  readonly convert: ((schema: JsonSchema) => JsonSchema) | undefined;
}

type Place = readonly [place: string, name: string];

function readWebhook({ document, convert }: Source, place: Place): EventTypeDefinition | ImportFault {
  const pointer = pointerTo(place);
  const name = place[1];
  const nameFault = validateEventTypeName(name);
  if (nameFault !== undefined) return { pointer, detail: `the name ${nameFault}` };
  const item = resolved(document, follow(document, pointer));
  const operation = item?.post;
  if (!isObject(operation)) return { pointer, detail: 'must have a POST operation' };
  const body = resolved(document, operation.requestBody);
  const media = isObject(body?.content) ? body.content['application/json'] : undefined;
  if (!isObject(media)) {
    return { pointer: `${pointer}/post/requestBody`, detail: 'must have a body of application/json' };
  }
  try {
    const schema = selfContained(document, media.schema ?? {}, convert);
    return { name, ...described(operation, name), schema, sample: sampleOf(document, media, schema) };
  } catch (error) {
    if (!(error instanceof ReferenceFault)) throw error;
    return { pointer: `${pointer}/post/requestBody`, detail: `the schema of its body ${error.message}` };
  }
}

function described(operation: JsonObject, name: string) {
  const { tags, summary, description, deprecated } = operation;
  const tag: unknown = Array.isArray(tags) ? tags[0] : undefined;
  const isCategory = typeof tag === 'string' && validateEventTypeName(tag) === undefined;
  return {
    category: isCategory ? tag : (name.split('.', 1)[0] ?? name),
    description: [description, summary].find((text) => typeof text === 'string') ?? '',
    ...(deprecated === true && { deprecated }),
  };
}

/** Wherever OpenAPI and JSON Schema let an example stand, the one nearest to the body first. */
function sampleOf(document: JsonObject, media: JsonObject, schema: JsonSchema): unknown {
  if (media.example !== undefined) return media.example;
  const [first] = isObject(media.examples) ? Object.values(media.examples) : [];
  const example = resolved(document, first);
  if (example?.value !== undefined) return example.value;
  return Array.isArray(schema.examples) ? (schema.examples[0] as unknown) : schema.example;
}

/** An object, or the one that it refers to; a reference to a reference is followed a few times and then is nothing. */
function resolved(document: JsonObject, value: unknown, hops = 5): JsonObject | undefined {
  if (!isObject(value)) return undefined;
  const reference = value.$ref;
  if (typeof reference !== 'string') return value;
  if (hops === 0 || !reference.startsWith('#')) return undefined;
  return resolved(document, follow(document, reference.slice(1)), hops - 1);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { OpenAPIObject } from '@nestjs/swagger';
import {
  namesIn,
  operationsOf,
  resolved,
  responsesOf,
  type DescribedOperation,
  type Response,
  type Schema,
} from './openapi-document.js';

/**
 * Links what an operation answers to the operations that take it: what a POST made, and the first of a listed page, lead
 * to everything that may be done with it. Follows from the paths alone: `…/endpoints` leads to `…/endpoints/{endpoint}`.
 */
export function describeLinks(document: OpenAPIObject): void {
  const operations = operationsOf(document);
  for (const from of operations) {
    if (from.method !== 'post' && from.method !== 'get') continue;
    const [, response] = responsesOf(from.operation).find(([status]) => status.startsWith('2')) ?? [];
    if (response !== undefined) link(document, from, response, operations);
  }
}

function link(
  document: OpenAPIObject,
  from: DescribedOperation,
  response: Response,
  operations: readonly DescribedOperation[],
): void {
  const known = namesIn(from.path);
  const links = operations.flatMap((to) => {
    const name = itemName(from.path, to.path);
    const pointer = name === undefined ? undefined : pointerTo(document, from, response, name);
    // What lies below needs names that nobody has yet.
    const isReachable = namesIn(to.path).every((one) => one === name || known.includes(one));
    return name === undefined || pointer === undefined || !isReachable
      ? []
      : [[to.operation.operationId ?? '', linkTo(to, known, name, pointer)] as const];
  });
  if (links.length > 0) response.links = { ...Object.fromEntries(links), ...response.links };
}

/** The name of the item that a path adds to that of its collection. */
function itemName(collection: string, path: string): string | undefined {
  return path.startsWith(`${collection}/{`) ? namesIn(path.slice(collection.length))[0] : undefined;
}

function linkTo(to: DescribedOperation, known: readonly string[], name: string, pointer: string) {
  const held = known.map((one) => [one, `$request.path.${one}`] as const);
  return {
    operationId: to.operation.operationId ?? '',
    parameters: { ...Object.fromEntries(held), [name]: `$response.body#${pointer}` },
  };
}

/** Where the answer has what names the item: its id, or its name where it has no id. */
function pointerTo(
  document: OpenAPIObject,
  { method }: DescribedOperation,
  { content }: Response,
  name: string,
): string | undefined {
  const schema = content?.['application/json']?.schema;
  const answer = schema === undefined ? undefined : propertiesOf(document, schema);
  if (answer === undefined) return undefined;
  if (method === 'post') return keyOf(answer, name);
  const { data } = answer;
  const list = data === undefined ? undefined : resolved(document, data).items;
  const key = list === undefined ? undefined : keyOf(propertiesOf(document, list), name);
  return key && `/data/0${key}`;
}

function propertiesOf(document: OpenAPIObject, schema: Schema): Readonly<Record<string, Schema>> {
  return resolved(document, schema).properties ?? {};
}

function keyOf(properties: Readonly<Record<string, Schema>>, name: string): string | undefined {
  return ['id', name].filter((key) => key in properties).map((key) => `/${key}`)[0];
}

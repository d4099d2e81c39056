import type { JsonSchema } from '../contract.js';
import { follow } from '../json-pointer.js';

/** Values that one schema may have, those that it refers to included; and how deep they may be nested. */
const maxValues = 20_000;
const maxDepth = 64;

/** Why a schema cannot be taken out of its document. */
export class ReferenceFault extends Error {}

/**
 * A schema of a larger document as one that stands by itself: what it refers to within the document, directly or not,
 * moves into its `$defs`, so a schema that contains itself stays one. `convert` is asked for each object on the way.
 *
 * @throws ReferenceFault if a reference leaves the document or leads nowhere, or the schema is larger than any event's
 */
export function selfContained(
  document: unknown,
  schema: unknown,
  convert: (schema: JsonSchema) => JsonSchema = (same) => same,
): JsonSchema {
  /** Names of definitions by the references that led to them; what they hold is copied after the root, in turn. */
  const names = new Map<string, string>();
  const definitions = new Map<string, unknown>();
  let values = 0;

  const copy = (value: unknown, depth: number): unknown => {
    values += 1;
    if (values > maxValues) throw new ReferenceFault(`has more than ${maxValues} values`);
    if (depth > maxDepth) throw new ReferenceFault(`is nested more than ${maxDepth} levels deep`);
    if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(convert(value as JsonSchema)).map(([key, member]) => {
      const isReference = key === '$ref' && typeof member === 'string';
      return [key, isReference ? `#/$defs/${define(member)}` : copy(member, depth + 1)] as const;
    });
    return Object.fromEntries(entries);
  };

  const define = (reference: string): string => {
    const known = names.get(reference);
    if (known !== undefined) return known;
    const name = freeName(reference, definitions);
    names.set(reference, name);
    definitions.set(name, targetOf(document, reference));
    return name;
  };

  const root = copy(schema, 1);
  if (typeof root !== 'object' || root === null || Array.isArray(root)) throw new ReferenceFault('must be an object');
  // Grows while it is walked, by what the definitions refer to themselves.
  for (const [name, definition] of definitions) definitions.set(name, copy(definition, 1));
  return definitions.size === 0 ? (root as JsonSchema) : { ...root, $defs: Object.fromEntries(definitions) };
}

function targetOf(document: unknown, reference: string): unknown {
  if (!reference.startsWith('#')) throw new ReferenceFault(`refers to another document: ${reference}`);
  const target = follow(document, decoded(reference.slice(1)));
  if (target === undefined) throw new ReferenceFault(`refers to what the document does not hold: ${reference}`);
  return target;
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    // A stray percent sign leads nowhere, which is then what is reported.
    return fragment;
  }
}

/** The last word of the reference, numbered when it is taken. */
function freeName(reference: string, taken: ReadonlyMap<string, unknown>): string {
  const word = (reference.split('/').at(-1) ?? '').replace(/[^A-Za-z0-9._-]/g, '_') || 'root';
  let name = word;
  for (let n = 2; taken.has(name); n += 1) name = `${word}-${n}`;
  return name;
}

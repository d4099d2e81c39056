import type { JsonSchema } from '../contract.js';

/** A field of a payload, as a table shows it. */
export interface Field {
  /** `progress.total`, `errors[].code`. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

/** Fields deeper than this are shown as their object alone. */
const maxDepth = 4;

/** The fields that a schema of an object names, those of objects and lists within it after their own. */
export function fieldsOf(schema: JsonSchema, prefix = '', depth = 1): Field[] {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = (schema.required ?? []) as readonly string[];
  return Object.entries(properties).flatMap(([name, property]) => {
    const path = prefix + name;
    const field = {
      path,
      type: typeName(property),
      required: required.includes(name),
      description: typeof property.description === 'string' ? property.description : '',
    };
    return [field, ...(depth < maxDepth ? fieldsWithin(property, path, depth + 1) : [])];
  });
}

function fieldsWithin(schema: JsonSchema, path: string, depth: number): Field[] {
  if (schema.type === 'array') return fieldsOf((schema.items ?? {}) as JsonSchema, `${path}[].`, depth);
  return fieldsOf(schema, `${path}.`, depth);
}

/** The fields of which a payload needs those of one line at least, each line a list of names. */
export function alternativesOf({ anyOf = [] }: JsonSchema): string[][] {
  return (anyOf as readonly JsonSchema[]).map(({ required = [] }) => [...(required as readonly string[])]);
}

function typeName(schema: JsonSchema): string {
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (Array.isArray(schema.anyOf)) return (schema.anyOf as JsonSchema[]).map(typeName).join(' or ');
  if (schema.type === 'array') return `list of ${typeName((schema.items ?? {}) as JsonSchema)}`;
  const type = typeof schema.type === 'string' ? schema.type : 'any';
  return typeof schema.format === 'string' ? `${type} (${schema.format})` : type;
}

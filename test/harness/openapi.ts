/** What tests read of the OpenAPI document. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface OpenApiOperation {
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly headers?: object }>>;
}

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: string;
  readonly example?: unknown;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** The body that the document gives as an example of an operation: what is required, and no more. */
export function exampleBody(document: OpenApiDocument, { requestBody }: OpenApiOperation): unknown {
  const schema = requestBody?.content['application/json']?.schema;
  return schema && exampleOf(document, schema);
}

function exampleOf(document: OpenApiDocument, given: Schema): unknown {
  const schema = resolve(document, given);
  const { example, enum: values, type, items, properties = {}, required = [] } = schema;
  if (example !== undefined) return example;
  if (schema.default !== undefined) return schema.default;
  if (values !== undefined) return values[0];
  if (items !== undefined) return [exampleOf(document, items)];
  if (type !== 'object') return type === 'string' ? 'example' : 1;
  return Object.fromEntries(required.map((name) => [name, exampleOf(document, properties[name] ?? {})]));
}

function resolve(document: OpenApiDocument, schema: Schema): Schema {
  const target = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return target === undefined ? schema : (document.components.schemas[target.split('/').at(-1) ?? ''] ?? {});
}

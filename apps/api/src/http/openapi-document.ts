import type { OpenAPIObject } from '@nestjs/swagger';

type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']>;
export type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];
export type SchemaObject = Exclude<Schema, { readonly $ref: string }>;
export type Response = Exclude<NonNullable<Operation['responses'][string]>, { readonly $ref: string }>;
export type Parameter = Exclude<NonNullable<Operation['parameters']>[number], { readonly $ref: string }>;

export interface DescribedOperation {
  readonly path: string;
  readonly method: (typeof methods)[number];
  readonly operation: Operation;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

export function operationsOf({ paths }: OpenAPIObject): DescribedOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ path, method, operation }];
    }),
  );
}

/** The responses that stand in the operation itself, by status; none of ours is a reference. */
export function responsesOf({ responses }: Operation): [string, Response][] {
  return Object.entries(responses).flatMap(([status, response]) =>
    response === undefined || '$ref' in response ? [] : [[status, response]],
  );
}

export function parametersOf({ parameters = [] }: Operation): Parameter[] {
  return parameters.filter((parameter): parameter is Parameter => !('$ref' in parameter));
}

/** The names in braces, in order. */
export function namesIn(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

const schemaPrefix = '#/components/schemas/';

export function nameOfReference(reference: string): string {
  if (!reference.startsWith(schemaPrefix)) throw new Error(`bug: ${reference} is no schema of the document`);
  return reference.slice(schemaPrefix.length);
}

/** What a schema is once its reference is followed. */
export function resolved(document: OpenAPIObject, schema: Schema): SchemaObject {
  if (!('$ref' in schema)) return schema;
  const found = document.components?.schemas?.[nameOfReference(schema.$ref)];
  if (found === undefined) throw new Error(`bug: the document has no ${schema.$ref}`);
  return resolved(document, found);
}

/** The schema of the JSON body that an operation takes. */
export function requestSchemaOf({ requestBody }: Operation): Schema | undefined {
  return requestBody === undefined || '$ref' in requestBody
    ? undefined
    : requestBody.content['application/json']?.schema;
}

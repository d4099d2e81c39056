import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

interface Media {
  readonly schema?: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly example?: unknown;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly content?: Readonly<Record<string, Media>>;
        readonly links?: Readonly<Record<string, { readonly parameters: Readonly<Record<string, string>> }>>;
      }
    >
  >;
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

export interface Step {
  readonly operationId: string;
  readonly status: number;
  /** What was not as the document says. */
  readonly fault?: unknown;
}

export interface WalkOptions {
  readonly url: string;
  readonly key: string;
  /** Rewrites the text of a request before it is made. */
  readonly instead: (text: string) => string;
  /** Called before each operation is tried: what happens meanwhile by itself. */
  readonly meanwhile: (operationId: string) => Promise<void>;
}

/**
 * Does what somebody would who goes down the page of the document and sends each example as it stands, filling in ids
 * that the answers to the first ones and their links have shown; deletions come last, from the bottom up. Every answer
 * must be a success and be as its schema says, without a field that the schema does not know.
 */
export async function walkExamples(document: OpenApiDocument, options: WalkOptions): Promise<readonly Step[]> {
  const all = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
  const isDeletion = ({ method }: { method: string }) => method === 'delete';
  const order = [...all.filter((one) => !isDeletion(one)), ...all.filter(isDeletion).reverse()];
  const judge = judgeOf(document);
  const known: Record<string, string> = {};
  const steps: Step[] = [];
  for (const { path, method, operation } of order) {
    await options.meanwhile(operation.operationId);
    for (const [index, example] of examplesOf(operation).entries()) {
      const response = await send({ path, method, operation, example }, known, options);
      const body = await readBody(response);
      const described = operation.responses[response.status];
      if (index === 0) learn(known, described?.links ?? {}, body, method);
      const fault = response.ok ? judge(described?.content ?? {}, response, body) : body;
      steps.push({
        operationId: operation.operationId,
        status: response.status,
        ...(fault !== undefined && { fault }),
      });
    }
  }
  return steps;
}

/** The bodies that the document offers; undefined for a request without one. */
function examplesOf({ requestBody }: Operation): readonly unknown[] {
  const { example, examples } = requestBody?.content['application/json'] ?? {};
  return examples === undefined ? [example] : Object.values(examples).map(({ value }) => value);
}

interface Call {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
  readonly example: unknown;
}

function send(
  { path, method, operation: { parameters = [] }, example: body }: Call,
  known: Readonly<Record<string, string>>,
  { url, key, instead }: WalkOptions,
): Promise<Response> {
  let filled = path;
  for (const { name, in: place, example } of parameters) {
    if (place === 'path') filled = filled.replace(`{${name}}`, encodeURIComponent(known[name] ?? String(example)));
  }
  const required = parameters.filter((parameter) => parameter.in === 'query' && parameter.required === true);
  const query = new URLSearchParams(required.map(({ name, example }): [string, string] => [name, String(example)]));
  return fetch(`${url}${filled}${required.length > 0 ? `?${query.toString()}` : ''}`, {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: instead(JSON.stringify(body)) }),
  });
}

/** A stream has no end to wait for: its beginning is enough. */
async function readBody(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream')) {
    await response.body?.cancel();
    return undefined;
  }
  const text = await response.text();
  return type.includes('json') ? JSON.parse(text) : text;
}

/** Remembers what the links of an answer point at: what was made last, and what was listed where nothing was made. */
function learn(
  known: Record<string, string>,
  links: Readonly<Record<string, { readonly parameters: Readonly<Record<string, string>> }>>,
  body: unknown,
  method: string,
): void {
  for (const { parameters } of Object.values(links)) {
    for (const [name, expression] of Object.entries(parameters)) {
      const [, pointer] = /^\$response\.body#\/(.+)$/.exec(expression) ?? [];
      const value = pointer
        ?.split('/')
        .reduce<unknown>((held, part) => (held as Record<string, unknown> | undefined)?.[part], body);
      if (typeof value === 'string' && (method === 'post' || !(name in known))) known[name] = value;
    }
  }
}

type Judge = (content: Readonly<Record<string, Media>>, response: Response, body: unknown) => unknown;

/** Tells what is wrong with an answer; undefined when nothing is. */
function judgeOf(document: OpenApiDocument): Judge {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  ajv.addSchema({ $id: 'postrider:', ...(closed(document) as object) });
  return (content, response, body) => {
    const type = response.headers.get('content-type')?.split(';')[0];
    const types = Object.keys(content);
    if (type === undefined) return types.length === 0 ? undefined : 'has no content type';
    const schema = content[type]?.schema;
    if (schema === undefined) return `is ${type}, and not one of ${types.join(', ')}`;
    if (!type.includes('json')) return undefined;
    const relocated = JSON.stringify(closed(schema)).replaceAll('"$ref":"#', '"$ref":"postrider:#');
    const validate = ajv.compile(JSON.parse(relocated) as object);
    return validate(body) ? undefined : validate.errors;
  };
}

/** The same, each schema of named fields knowing no others: what is answered must be described. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, closed(part)]));
  const isObject = parts['type'] === 'object' && 'properties' in parts && !('additionalProperties' in parts);
  return isObject ? { ...parts, additionalProperties: false } : parts;
}

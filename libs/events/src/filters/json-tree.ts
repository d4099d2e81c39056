import { sliceElements, sliceMembers } from '../raw-json.js';
import { decimalOf, type Decimal } from './decimal.js';

export type JsonType = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

const types: Readonly<Record<string, JsonType>> = {
  '{': 'object',
  '[': 'array',
  '"': 'string',
  t: 'boolean',
  f: 'boolean',
  n: 'null',
};

/** A token that may be a place in an array (RFC 6901, section 4). No array that fits in a body has a longer one. */
const index = /^(?:0|[1-9]\d{0,8})$/;

export function isIndex(token: string): boolean {
  return index.test(token);
}

/** A JSON text as a tree that knows the source of each value. Cut when it is asked for a part, and once. */
export class JsonTree {
  readonly text: string;
  readonly type: JsonType;
  #members: ReadonlyMap<string, JsonTree> | undefined;
  #elements: readonly JsonTree[] | undefined;
  #string: string | undefined;
  #decimal: Decimal | undefined;

  /** @param text must be accepted by JSON.parse */
  constructor(text: string) {
    this.text = text.trim();
    this.type = types[this.text.charAt(0)] ?? 'number';
  }

  /** Of an object, by decoded name. */
  get members(): ReadonlyMap<string, JsonTree> {
    return (this.#members ??= new Map([...sliceMembers(this.text)].map(([name, text]) => [name, new JsonTree(text)])));
  }

  /** Of an array. */
  get elements(): readonly JsonTree[] {
    return (this.#elements ??= sliceElements(this.text).map((text) => new JsonTree(text)));
  }

  /** Of a string, decoded. */
  get string(): string {
    return (this.#string ??= JSON.parse(this.text) as string);
  }

  /** Of a number. */
  get decimal(): Decimal {
    return (this.#decimal ??= decimalOf(this.text));
  }

  /** What a pointer's tokens lead to, as RFC 6901 has it: a number is a place in an array and a name in an object. */
  at(tokens: readonly string[]): JsonTree | undefined {
    return tokens.reduce<JsonTree | undefined>((tree, token) => tree?.child(token), this);
  }

  private child(token: string): JsonTree | undefined {
    if (this.type === 'object') return this.members.get(token);
    return this.type === 'array' && isIndex(token) ? this.elements[Number(token)] : undefined;
  }
}

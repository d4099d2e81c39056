import { pointerTo, pointerTokens } from '../json-pointer.js';
import { fitsNumeric } from './decimal.js';
import {
  filterLimits,
  rangeOperators,
  type FieldFilter,
  type Filter,
  type OrderedScalar,
  type Scalar,
  type Test,
} from './filter.js';
import { JsonTree, isIndex } from './json-tree.js';
import { isReadable } from './readable.js';

/** What is wrong with a filter, and where: a JSON Pointer (RFC 6901) into it. */
export interface FilterFault {
  readonly pointer: string;
  readonly detail: string;
}

export type ReadFilter = { readonly filter: Filter } | { readonly faults: readonly FilterFault[] };

/** Where the reader is: the way from the filter's root, and what stands above. */
interface Place {
  readonly keys: readonly (string | number)[];
  readonly depth: number;
  /** Numbers in the paths above. */
  readonly indices: number;
  readonly withinAny: boolean;
}

const root: Place = { keys: [], depth: 1, indices: 0, withinAny: false };
const operators = ['eq', 'in', 'prefix', ...rangeOperators] as const;

/**
 * Reads a filter, or says all that is wrong with it.
 *
 * @param text JSON text, from which numbers are taken digit by digit; must be accepted by JSON.parse
 */
export function readFilter(text: string): ReadFilter {
  if (Buffer.byteLength(text) > filterLimits.bytes) {
    return { faults: [{ pointer: '', detail: `must be at most ${filterLimits.bytes} bytes of JSON` }] };
  }
  const reader = new FilterReader();
  const filter = reader.read(new JsonTree(text), root);
  return filter === null || reader.faults.length > 0 ? { faults: reader.faults } : { filter };
}

/** What is null has been found at fault. */
class FilterReader {
  readonly faults: FilterFault[] = [];
  #filters = 0;
  #values = 0;

  read(tree: JsonTree, place: Place): Filter | null {
    this.#filters += 1;
    if (this.#filters > filterLimits.filters) {
      // Told once, of the first that is too many.
      const isFirst = this.#filters === filterLimits.filters + 1;
      return isFirst ? this.#refuse(place.keys, `must be at most ${filterLimits.filters} filters in all`) : null;
    }
    if (place.depth > filterLimits.depth) {
      return this.#refuse(place.keys, `must be at most ${filterLimits.depth} filters deep`);
    }
    if (tree.type !== 'object') return this.#refuse(place.keys, 'must be an object');
    const { members } = tree;
    const connective = (['and', 'or', 'not'] as const).find((name) => members.has(name));
    if (members.has('path')) return this.#field(members, place);
    if (connective === undefined) return this.#refuse(place.keys, 'must have "path", "and", "or" or "not"');
    this.#refuseOthers(members, [connective], place);
    const operand = members.get(connective) as JsonTree;
    const within = below(place, connective);
    if (connective !== 'not') return this.#list(connective, operand, within);
    const of = this.read(operand, within);
    return of && { kind: 'not', of };
  }

  #list(kind: 'and' | 'or', list: JsonTree, place: Place): Filter | null {
    if (list.type !== 'array' || list.elements.length === 0) {
      return this.#refuse(place.keys, 'must be a list of at least one filter');
    }
    const of = list.elements.map((part, index) => this.read(part, { ...place, keys: [...place.keys, index] }));
    return { kind, of: of.filter((part) => part !== null) };
  }

  #field(members: ReadonlyMap<string, JsonTree>, place: Place): FieldFilter | null {
    const path = this.#path(members.get('path') as JsonTree, place);
    const alone = (['exists', 'any'] as const).find((name) => members.has(name));
    this.#refuseOthers(members, alone === undefined ? ['path', ...operators] : ['path', alone], place);
    if (path === null) return null;
    if (alone === 'exists') return this.#exists(path, members.get('exists') as JsonTree, place);
    if (alone === 'any') return this.#any(path, members.get('any') as JsonTree, place);
    const given = operators.filter((name) => members.has(name));
    if (given.length === 0) return this.#refuse(place.keys, `must have "exists", "any", "${operators.join('", "')}"`);
    const tests = given.map((name) => this.#test(name, members.get(name) as JsonTree, [...place.keys, name]));
    return { kind: 'tests', path, tests: tests.filter((test) => test !== null) };
  }

  #path(tree: JsonTree, place: Place): readonly string[] | null {
    const keys = [...place.keys, 'path'];
    const tokens = tree.type === 'string' ? pointerTokens(tree.string) : undefined;
    if (tokens === undefined) return this.#refuse(keys, 'must be a JSON Pointer, such as "/customer/id"');
    if (!isReadable(tree.text)) return this.#refuse(keys, unreadable);
    if (tokens.length > filterLimits.tokens) return this.#refuse(keys, `must be at most ${filterLimits.tokens} steps`);
    if (place.indices + indicesOf(tokens) > filterLimits.indices) {
      return this.#refuse(keys, `must lead through at most ${filterLimits.indices} numbers`);
    }
    return tokens;
  }

  #exists(path: readonly string[], operand: JsonTree, place: Place): FieldFilter | null {
    if (operand.type !== 'boolean') return this.#refuse([...place.keys, 'exists'], 'must be true or false');
    return { kind: 'exists', path, wanted: operand.text === 'true' };
  }

  #any(path: readonly string[], operand: JsonTree, place: Place): FieldFilter | null {
    const within = { ...below(place, 'any'), indices: place.indices + indicesOf(path), withinAny: true };
    if (place.withinAny) return this.#refuse(within.keys, 'must not stand within another "any"');
    const of = this.read(operand, within);
    return of && { kind: 'any', path, of };
  }

  #test(operator: (typeof operators)[number], tree: JsonTree, keys: readonly (string | number)[]): Test | null {
    const { text } = tree;
    if (operator === 'in') {
      const operands = this.#operands(tree, keys);
      return operands && { operator, operands, text };
    }
    const operand = this.#scalar(tree, keys);
    if (operand === null) return null;
    if (operator === 'eq') return { operator, operand, text };
    if (operator === 'prefix') {
      return operand.type === 'string'
        ? { operator, operand: operand.value, text }
        : this.#refuse(keys, 'must be a string');
    }
    return isOrdered(operand) ? { operator, operand, text } : this.#refuse(keys, 'must be a number or a string');
  }

  #operands(tree: JsonTree, keys: readonly (string | number)[]): readonly Scalar[] | null {
    if (tree.type !== 'array' || tree.elements.length === 0) {
      return this.#refuse(keys, 'must be a list of at least one value');
    }
    this.#values += tree.elements.length;
    if (this.#values > filterLimits.values) {
      return this.#refuse(keys, `must be at most ${filterLimits.values} values, with those of other lists`);
    }
    const operands = tree.elements.map((element, index) => this.#scalar(element, [...keys, index]));
    return operands.filter((operand) => operand !== null);
  }

  #scalar(tree: JsonTree, keys: readonly (string | number)[]): Scalar | null {
    switch (tree.type) {
      case 'string':
        return isReadable(tree.text) ? { type: 'string', value: tree.string } : this.#refuse(keys, unreadable);
      case 'number':
        return fitsNumeric(tree.text)
          ? { type: 'number', value: tree.decimal, text: tree.text }
          : this.#refuse(keys, 'must be a number of at most 131072 digits before the point and 16383 behind it');
      case 'boolean':
        return { type: 'boolean', value: tree.text === 'true' };
      case 'null':
        return { type: 'null' };
      case 'object':
      case 'array':
        return this.#refuse(keys, 'must be a string, a number, true, false or null');
    }
  }

  #refuseOthers(members: ReadonlyMap<string, JsonTree>, known: readonly string[], { keys }: Place): void {
    for (const name of members.keys()) {
      if (!known.includes(name)) this.#refuse([...keys, name], `does not go with "${known.join('", "')}"`);
    }
  }

  #refuse(keys: readonly (string | number)[], detail: string): null {
    this.faults.push({ pointer: pointerTo(keys), detail });
    return null;
  }
}

const unreadable = 'must not hold U+0000 or half of a surrogate pair';

function below(place: Place, key: string): Place {
  return { ...place, keys: [...place.keys, key], depth: place.depth + 1 };
}

function indicesOf(tokens: readonly string[]): number {
  return tokens.filter(isIndex).length;
}

function isOrdered(scalar: Scalar): scalar is OrderedScalar {
  return scalar.type === 'string' || scalar.type === 'number';
}

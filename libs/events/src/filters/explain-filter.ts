import { pointerTo } from '../json-pointer.js';
import { compareDecimals } from './decimal.js';
import {
  filterLimits,
  type FieldFilter,
  type Filter,
  type OrderedScalar,
  type RangeOperator,
  type Scalar,
  type Test,
} from './filter.js';
import type { JsonTree } from './json-tree.js';

/** One reason why a filter does not match a payload. */
export interface Mismatch {
  /** JSON Pointer (RFC 6901) of the part of the filter. */
  readonly filter: string;
  /** JSON Pointer of the field in the payload. */
  readonly path: string;
  /** What the filter asks of the field, such as `gte 1000` or `not exists`. */
  readonly expected: string;
  /** JSON text of what is there, cut to 200 characters; null when nothing is. */
  readonly found: string | null;
}

const maxShown = 200;

/** Whether a payload that `isReadable` is as the filter wants it: what `compileFilter` asks of PostgreSQL. */
export function matchesFilter(filter: Filter, payload: JsonTree): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.of.every((part) => matchesFilter(part, payload));
    case 'or':
      return filter.of.some((part) => matchesFilter(part, payload));
    case 'not':
      return !matchesFilter(filter.of, payload);
    case 'exists':
      return (payload.at(filter.path) !== undefined) === filter.wanted;
    case 'tests': {
      const found = payload.at(filter.path);
      return found !== undefined && filter.tests.every((test) => meets(test, found));
    }
    case 'any':
      return elementsAt(filter.path, payload).some((element) => matchesFilter(filter.of, element));
  }
}

/** Why a filter does not match a payload, field by field; nothing if it does. */
export function explainFilter(filter: Filter, payload: JsonTree): readonly Mismatch[] {
  return explain(filter, payload, true, []);
}

/** Why the filter is not as wanted: it does not hold though it should, or below a `not` the other way round. */
function explain(filter: Filter, payload: JsonTree, wanted: boolean, at: readonly (string | number)[]): Mismatch[] {
  if (matchesFilter(filter, payload) === wanted) return [];
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.of.flatMap((part, index) => explain(part, payload, wanted, [...at, filter.kind, index]));
    case 'not':
      return explain(filter.of, payload, !wanted, [...at, 'not']);
    case 'exists':
    case 'any':
    case 'tests': {
      const found = payload.at(filter.path);
      return [
        {
          filter: pointerTo(at),
          path: pointerTo(filter.path),
          expected: wanted ? expectation(filter, found) : negated(filter),
          found: found === undefined ? null : cut(found.text),
        },
      ];
    }
  }
}

/** What is asked of a field; of several tests those that `found` fails. */
function expectation(filter: FieldFilter, found: JsonTree | undefined): string {
  switch (filter.kind) {
    case 'exists':
      return filter.wanted ? 'exists' : 'not exists';
    case 'any':
      return `any of at most ${filterLimits.elements} elements matches`;
    case 'tests':
      return filter.tests
        .filter((test) => found === undefined || !meets(test, found))
        .map(({ operator, text }) => `${operator} ${cut(text)}`)
        .join(' and ');
  }
}

function negated(filter: FieldFilter): string {
  return filter.kind === 'exists' && !filter.wanted ? 'exists' : `not (${expectation(filter, undefined)})`;
}

function cut(text: string): string {
  return text.length <= maxShown ? text : `${text.slice(0, maxShown)}…`;
}

function elementsAt(path: readonly string[], payload: JsonTree): readonly JsonTree[] {
  const found = payload.at(path);
  return found?.type === 'array' && found.elements.length <= filterLimits.elements ? found.elements : [];
}

function meets(test: Test, found: JsonTree): boolean {
  switch (test.operator) {
    case 'eq':
      return equals(test.operand, found);
    case 'in':
      return test.operands.some((operand) => equals(operand, found));
    case 'prefix':
      return found.type === 'string' && found.string.startsWith(test.operand);
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte': {
      const order = compare(found, test.operand);
      return order !== undefined && lies[test.operator](order);
    }
  }
}

const lies: Readonly<Record<RangeOperator, (order: number) => boolean>> = {
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
};

function equals(operand: Scalar, found: JsonTree): boolean {
  switch (operand.type) {
    case 'null':
      return found.type === 'null';
    case 'boolean':
      return found.text === String(operand.value);
    case 'number':
    case 'string':
      return compare(found, operand) === 0;
  }
}

/** Undefined for values of different types, which have no order. */
function compare(found: JsonTree, operand: OrderedScalar): number | undefined {
  if (found.type !== operand.type) return undefined;
  if (operand.type === 'number') return compareDecimals(found.decimal, operand.value);
  // UTF-8 sorts by code point, where JavaScript's own order of UTF-16 does not.
  return Buffer.compare(Buffer.from(found.string), Buffer.from(operand.value));
}

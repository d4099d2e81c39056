import type { Decimal } from './decimal.js';

/** What a payload must be for a subscription to want the event; docs/filters.md has the grammar. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  | FieldFilter;

/** What is asked of the value that `path` leads to; nothing but `exists: false` holds where it leads nowhere. */
export type FieldFilter = { readonly path: readonly string[] } & (
  | { readonly kind: 'tests'; readonly tests: readonly Test[] }
  | { readonly kind: 'exists'; readonly wanted: boolean }
  | { readonly kind: 'any'; readonly of: Filter }
);

/** `text` is the operand's source. */
export type Test = { readonly text: string } & (
  | { readonly operator: 'eq'; readonly operand: Scalar }
  | { readonly operator: 'in'; readonly operands: readonly Scalar[] }
  | { readonly operator: 'prefix'; readonly operand: string }
  | { readonly operator: RangeOperator; readonly operand: OrderedScalar }
);

export const rangeOperators = ['gt', 'gte', 'lt', 'lte'] as const;
export type RangeOperator = (typeof rangeOperators)[number];

/** Strings are ordered by code point. */
export type OrderedScalar =
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'number'; readonly value: Decimal; readonly text: string };

export type Scalar = OrderedScalar | { readonly type: 'boolean'; readonly value: boolean } | { readonly type: 'null' };

/**
 * What a filter may have. Filters run in the statement that accepts events, so these bound what one endpoint can cost
 * everybody: measured, the dearest filter takes 50 ms on a busy core, a believable one 2 µs.
 */
export const filterLimits = {
  /** Of its JSON text. */
  bytes: 8_192,
  /** Of filters in filters. */
  depth: 8,
  /** Filters in all, itself included. */
  filters: 32,
  /** Values of all `in` together. */
  values: 64,
  /** Tokens of a path. */
  tokens: 16,
  /** Numbers in the paths from the payload to a field: each may be a place or a name, so each doubles the work. */
  indices: 2,
  /** Elements of an array that `any` looks at; it holds for no longer one. */
  elements: 500,
} as const;

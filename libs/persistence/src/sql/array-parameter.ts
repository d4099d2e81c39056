/**
 * Arrays as parameters of a statement, written by hand where the driver would search every value for characters to
 * escape: with payloads and headers in them that was one of the dearest things that a busy process did.
 */

/** An array of values that need no quoting: ids, numbers, ISO times. For `$n::uuid[]` and the like. */
export function plainArray(values: readonly (string | number | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

/** Stands in no JSON text: within a string it would be escaped, and between tokens it is not allowed. */
const separator = '\x1e';

/** An array of JSON texts; to be read by `jsonArrayOf`. */
export function jsonArray(texts: readonly (string | null)[]): string {
  return texts.map((text) => text ?? '').join(separator);
}

/**
 * SQL that makes a `text[]` of what `jsonArray` wrote. Of an array of one null it makes an empty one; beside other
 * arrays in one `unnest` that is the same.
 */
export function jsonArrayOf(parameter: string): string {
  return `string_to_array(${parameter}::text, E'\\x1e', '')`;
}

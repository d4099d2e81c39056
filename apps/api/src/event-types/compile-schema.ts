import type { JsonSchema } from '#events';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { jsonPointer } from '../http/json-pointer.js';
import type { Fault } from '../http/problem-error.js';
import { withinTime } from './within-time.js';

/** Judges a value; no faults mean that it is valid. `at` is the pointer to the value. */
export type Judge = (value: unknown, at: string) => readonly Fault[];

/** Errors shown of one value; Ajv finds as many as there are. */
const maxErrors = 20;

/**
 * Longest that a payload is judged where patterns are: they are the operator's, the text is anybody's, and one such as
 * `^(a+)+$` would keep the process for years. Long, because it is the time of a clock, on a machine that may be busy.
 */
const maxJudgingMs = 1_000;

// `strict: false`: unknown keywords are annotations to JSON Schema, and operators bring the schemas they have.
// `addUsedSchema: false`: two event types may carry the same `$id`.
const ajv = new Ajv2020({ strict: false, allErrors: true, addUsedSchema: false, validateFormats: true });
ajvFormats.default(ajv);

/** @throws Error with a sentence about the schema when it is no JSON Schema of draft 2020-12, or refers elsewhere. */
export function compileSchema(schema: JsonSchema): Judge {
  const validate = ajv.compile(schema);
  // Ajv keeps what it compiled by the identity of the schema object, for ever.
  ajv.removeSchema(schema);
  const judge = mayTakeLong(schema)
    ? (value: unknown) => withinTime(maxJudgingMs, () => validate(value))
    : (value: unknown) => validate(value);
  return (value, at) => {
    const isValid = judge(value);
    if (isValid === undefined) return [{ pointer: at, detail: 'takes too long to be judged by its schema' }];
    return isValid ? [] : faultsOf(validate.errors ?? [], at);
  };
}

/** Patterns may; and lists whose items differ, every two of which are compared. Also true where a field has such a name. */
function mayTakeLong(schema: JsonSchema): boolean {
  return /"(?:pattern|patternProperties|uniqueItems)":/.test(JSON.stringify(schema));
}

function faultsOf(errors: readonly ErrorObject[], at: string): Fault[] {
  return errors.slice(0, maxErrors).map((error) => toFault(error, at));
}

function toFault({ instancePath, keyword, params, message }: ErrorObject, at: string): Fault {
  const here = at + instancePath;
  const named = params as { missingProperty?: string; additionalProperty?: string };
  if (keyword === 'required' && named.missingProperty !== undefined) {
    return { pointer: here + jsonPointer([named.missingProperty]), detail: 'is required' };
  }
  if (keyword === 'additionalProperties' && named.additionalProperty !== undefined) {
    return { pointer: here + jsonPointer([named.additionalProperty]), detail: 'is not a known field' };
  }
  return { pointer: here, detail: message ?? `fails "${keyword}"` };
}

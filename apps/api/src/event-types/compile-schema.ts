import type { JsonSchema } from '#events';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { jsonPointer } from '../http/json-pointer.js';
import type { Fault } from '../http/problem-error.js';

/** Judges a value; no faults mean that it is valid. `at` is the pointer to the value. */
export type Judge = (value: unknown, at: string) => readonly Fault[];

/** Errors shown of one value; Ajv finds as many as there are. */
const maxErrors = 20;

// `strict: false`: unknown keywords are annotations to JSON Schema, and operators bring the schemas they have.
// `addUsedSchema: false`: two event types may carry the same `$id`.
const ajv = new Ajv2020({ strict: false, allErrors: true, addUsedSchema: false, validateFormats: true });
ajvFormats.default(ajv);

/** @throws Error with a sentence about the schema when it is no JSON Schema of draft 2020-12, or refers elsewhere. */
export function compileSchema(schema: JsonSchema): Judge {
  const validate = ajv.compile(schema);
  // Ajv keeps what it compiled by the identity of the schema object, for ever.
  ajv.removeSchema(schema);
  return (value, at) => (validate(value) ? [] : faultsOf(validate.errors ?? [], at));
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

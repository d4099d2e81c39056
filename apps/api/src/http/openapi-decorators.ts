import { ApiExtension } from '@nestjs/swagger';
import type { ProblemCode } from './problems.js';

/** Mark of an operation that carries its refusals until the document is written; no extension of the document. */
export const refusalsKey = 'x-postrider-refusals';

/** Documents the refusals that are a route's own; those of every route are added to the document as a whole. */
export function Refuses(...codes: readonly ProblemCode[]): MethodDecorator {
  return ApiExtension(refusalsKey, codes);
}

/** What clients of a filtered list must know. */
export const boundedPages =
  'A page looks at a bounded number of rows, so it is answered within milliseconds whatever is asked: it may be short, ' +
  'even empty, and the list goes on all the same. It has ended when `next` is null.';

/** Any JSON at all. Said type by type, because a schema that says nothing reads as one that was forgotten. */
export const anyJson = {
  anyOf: [
    { type: 'object', additionalProperties: true },
    { type: 'array', items: {} },
    { type: 'string' },
    { type: 'number' },
    { type: 'boolean' },
    { type: 'null' },
  ],
};

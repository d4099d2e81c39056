import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { problems, type ProblemCode } from './problems.js';

/** The media type and schema of every refusal. */
export const problemContent = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
};

/** Documents the refusals that are a route's own; those of every route are added to the document as a whole. */
export function Refuses(...codes: readonly ProblemCode[]): MethodDecorator {
  const statuses = [...new Set(codes.map((code) => problems[code].status))];
  return applyDecorators(
    ...statuses.map((status) => {
      const own = codes.filter((code) => problems[code].status === status);
      return ApiResponse({ status, description: describeCodes(own), content: problemContent });
    }),
  );
}

/** What clients of a filtered list must know. */
export const boundedPages =
  'A page looks at a bounded number of rows, so it is answered within milliseconds whatever is asked: it may be short, ' +
  'even empty, and the list goes on all the same. It has ended when `next` is null.';

export function describeCodes(codes: readonly ProblemCode[]): string {
  return codes.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' ');
}

import { ApiProperty } from '@nestjs/swagger';
import type { PayloadFilter } from '#persistence';
import { IsFieldPointer, IsText, Optional } from './field-rules.js';
import { ProblemError } from './problem-error.js';
import { SpanQueryDto } from './span.js';

/** A page of what was accepted in a span of time with a value in a field of its payload. */
export class PayloadQueryDto extends SpanQueryDto {
  @ApiProperty({
    required: false,
    example: '/customer/id',
    maxLength: 256,
    description: 'A field of the payload, as a JSON Pointer (RFC 6901); together with `payloadValue`.',
  })
  @Optional()
  @IsFieldPointer()
  payloadPath?: string;

  @ApiProperty({
    required: false,
    example: 'c-42',
    maxLength: 256,
    description:
      'What the field must be: the text of a string, or a number, `true`, `false` or `null`. Numbers are compared by ' +
      'value. No index leads to fields of payloads, so pages are short and may be empty while `next` is set.',
  })
  @Optional()
  @IsText(256)
  payloadValue?: string;
}

/** @throws ProblemError `invalid_query` when only one of both is given */
export function payloadFilterOf({ payloadPath, payloadValue }: PayloadQueryDto): PayloadFilter | undefined {
  if (payloadPath === undefined && payloadValue === undefined) return undefined;
  if (payloadPath === undefined || payloadValue === undefined) {
    const [missing, given] =
      payloadPath === undefined ? ['payloadPath', 'payloadValue'] : ['payloadValue', 'payloadPath'];
    throw new ProblemError('invalid_query', {
      errors: [{ pointer: `/${missing}`, detail: `is required with ${given}` }],
    });
  }
  const names = payloadPath.slice(1).split('/');
  return { path: names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')), value: payloadValue };
}

import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { jsonPointer } from './json-pointer.js';
import { ProblemError, validationFailed, type Fault } from './problem-error.js';

const untyped: readonly unknown[] = [Object, String, Number, Boolean, Array, undefined];

/** Makes the DTO of a body or a query, or refuses it with a pointer to every fault. Unknown fields are faults. */
@Injectable()
export class InputPipe implements PipeTransform {
  async transform(value: unknown, { type, metatype }: ArgumentMetadata): Promise<unknown> {
    if ((type !== 'body' && type !== 'query') || metatype === undefined || untyped.includes(metatype)) return value;
    // No body at all asks for nothing; null is a body, and no object.
    const input = value === undefined ? {} : value;
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      throw validationFailed([{ pointer: '', detail: 'must be an object' }]);
    }
    const dto = plainToInstance(metatype, input) as object;
    const errors = await validate(dto, { whitelist: true, forbidNonWhitelisted: true });
    const faults = faultsOf(errors, [], type === 'query' ? 'parameter' : 'field');
    if (faults.length === 0) return dto;
    throw type === 'query' ? new ProblemError('invalid_query', { errors: faults }) : validationFailed(faults);
  }
}

/** `noun` is what the input is made of. */
function faultsOf(errors: readonly ValidationError[], path: readonly string[], noun: string): Fault[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const here = [...path, property];
    const own = rulesOf(constraints)
      .slice(-1)
      .map(([name, message]) => ({ pointer: jsonPointer(here), detail: detailOf(name, message, property, noun) }));
    return [...own, ...faultsOf(children ?? [], here, noun)];
  });
}

/**
 * One sentence each: class-validator lists the rule that stands first, the type, last. What is nested comes behind even
 * that, and says nothing of its own where there is a type.
 */
function rulesOf(constraints: ValidationError['constraints']): [name: string, message: string][] {
  const rules = Object.entries(constraints ?? {});
  return rules.length < 2 ? rules : rules.filter(([name]) => name !== 'nestedValidation');
}

/** class-validator begins its sentences with the property, which the pointer names already. */
function detailOf(constraint: string, message: string, property: string, noun: string): string {
  if (constraint === 'whitelistValidation') return `is not a known ${noun}`;
  if (constraint === 'arrayUnique') return 'must not hold a value twice';
  if (constraint === 'nestedValidation') return 'must be an object';
  if (constraint === 'isNumber') return 'must be a number';
  const ofEach = `each value in ${property} `;
  if (message.startsWith(ofEach)) return `each value ${message.slice(ofEach.length)}`;
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

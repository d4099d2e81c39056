import { validateEventTypeName } from '#events';
import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  ValidateBy,
  ValidateIf,
  buildMessage,
  type ValidationArguments,
  type ValidationOptions,
} from 'class-validator';

/** The field may be absent. Unlike class-validator's own, it does not let null pass for absent. */
export function Optional(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== undefined);
}

/** `accepts` judges a string; `message` says what it must be. */
function TextRule(
  name: string,
  message: string,
  accepts: (text: string) => boolean,
  options?: ValidationOptions,
): PropertyDecorator {
  const validator = {
    validate: (value: unknown) => typeof value === 'string' && accepts(value),
    defaultMessage: buildMessage((each) => `${each}$property must be ${message}`, options),
  };
  return ValidateBy({ name, validator }, options);
}

/** Text that PostgreSQL can hold (no NUL) and that survives UTF-8 (no half of a surrogate pair). */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

/** Text of a person's: one line, not blank. */
export function IsName(maxLength = 200): PropertyDecorator {
  return TextRule(
    'isName',
    `one line of 1 to ${maxLength} characters`,
    (text) => text.trim() !== '' && text.length <= maxLength && isStorable(text) && !/\p{Cc}/u.test(text),
  );
}

/** Text of several lines; may be empty. */
export function IsText(maxLength: number, options?: ValidationOptions): PropertyDecorator {
  return TextRule(
    'isText',
    `text of at most ${maxLength} characters`,
    (text) => text.length <= maxLength && isStorable(text),
    options,
  );
}

/** An id of the operator's choosing that stands in a path: no slash, nothing that a client would have to escape. */
export function IsUid(): PropertyDecorator {
  return TextRule(
    'isUid',
    '1 to 200 letters, digits and . _ ~ : @ + -, not beginning with "app_", and not "." or ".."',
    (text) => /^[A-Za-z0-9._~:@+-]{1,200}$/.test(text) && !/^(?:app_.*|\.\.?)$/.test(text),
  );
}

/** Letters, digits, "_" and "-", in words joined by dots. */
export function IsEventTypeName(options?: ValidationOptions): PropertyDecorator {
  return TextRule(
    'isEventTypeName',
    'at most 128 characters: words of letters, digits, "_" and "-", joined by single dots',
    (text) => validateEventTypeName(text) === undefined,
    options,
  );
}

/** A JSON Pointer (RFC 6901) to a field, not to the document as a whole. */
export function IsFieldPointer(): PropertyDecorator {
  return TextRule(
    'isFieldPointer',
    'a JSON Pointer of at most 256 characters, such as /customer/id',
    (text) => text.length <= 256 && isStorable(text) && /^(?:\/(?:[^~/]|~[01])*)+$/.test(text),
  );
}

/** A query parameter that may be given several times; given once it is a list of one. */
export function Repeatable(maxTimes: number): PropertyDecorator {
  const toList = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value));
  return applyDecorators(toList, IsArray(), ArrayMaxSize(maxTimes));
}

/** An object whose values are strings; how many and how long they may be unless somebody else judges that. */
export function IsStringMap(maxEntries = Infinity, maxValueLength = Infinity): PropertyDecorator {
  return ValidateBy({
    name: 'isStringMap',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        Object.keys(value).length <= maxEntries &&
        Object.entries(value).every(([key, text]) => isShort(key, 100) && isShort(text, maxValueLength)),
      defaultMessage: buildMessage(
        (each) =>
          `${each}$property must be an object of ${sizeOf(maxEntries, maxValueLength)}with names of at most 100 characters`,
      ),
    },
  });
}

function sizeOf(maxEntries: number, maxValueLength: number): string {
  return maxEntries === Infinity
    ? 'strings '
    : `at most ${maxEntries} strings of at most ${maxValueLength} characters `;
}

function isShort(text: unknown, maxLength: number): boolean {
  return typeof text === 'string' && text.length <= maxLength && isStorable(text);
}

/** RFC 3339, section 5.6. */
const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** The moment that an RFC 3339 text names, or undefined; years 1 to 9999, which PostgreSQL and clients agree on. */
export function parseTimestamp(text: string): Date | undefined {
  if (!rfc3339.test(text)) return undefined;
  const moment = new Date(text.toUpperCase());
  const year = moment.getUTCFullYear();
  // Date takes 30 February for 1 March, and 24:00 for the next day: what was meant is not known, so it is refused.
  const rolledOver = Number(text.slice(8, 10)) > daysIn(Number(text.slice(0, 4)), Number(text.slice(5, 7)));
  const isPastMidnight = Number(text.slice(11, 13)) > 23;
  return Number.isNaN(year) || year < 1 || year > 9999 || rolledOver || isPastMidnight ? undefined : moment;
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

export function IsTimestamp(): PropertyDecorator {
  const validator = {
    validate: (value: unknown) => typeof value === 'string' && parseTimestamp(value) !== undefined,
    defaultMessage: (argument?: ValidationArguments) => {
      const lostPlus = typeof argument?.value === 'string' && rfc3339.test(argument.value.replace(' ', '+'));
      return `$property must be a timestamp of RFC 3339 with an offset${lostPlus ? '; write its "+" as %2B' : ''}`;
    },
  };
  return ValidateBy({ name: 'isTimestamp', validator });
}

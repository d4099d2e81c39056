import { outcomeClasses } from '#events';
import type { RetryPolicy } from '#events';

export interface PolicyError {
  /** JSON Pointer (RFC 6901) into the value that was given. */
  readonly pointer: string;
  readonly detail: string;
}

export type ValidatedRetryPolicy =
  | { readonly valid: true; readonly policy: RetryPolicy }
  | { readonly valid: false; readonly errors: readonly PolicyError[] };

const day = 24 * 60 * 60;
const maxScheduleLength = 100;
const maxEventTypes = 1000;

type Fields = Record<string, unknown>;
type Report = (pointer: string, detail: string) => void;

/**
 * Checks a retry policy that came from outside. Bounds: `maxAttempts` 1 to 1000, `maxAgeSeconds` 1 to 30 days,
 * every delay 1 s to 24 h, `factor` 1 to 10, `jitter` 0 to 1, and at least one of the two limits.
 */
export function validateRetryPolicy(value: unknown): ValidatedRetryPolicy {
  const errors: PolicyError[] = [];
  const report: Report = (pointer, detail) => errors.push({ pointer, detail });

  checkPolicy(value, '', report);
  if (isFields(value) && value['eventTypes'] !== undefined) checkEventTypes(value['eventTypes'], report);

  // Every field has been checked by now, and no other field is let through.
  return errors.length > 0 ? { valid: false, errors } : { valid: true, policy: value as RetryPolicy };
}

function checkPolicy(value: unknown, at: string, report: Report): void {
  if (!isFields(value)) {
    report(at, 'must be an object');
    return;
  }
  const known = ['maxAttempts', 'maxAgeSeconds', 'schedule', 'jitter', 'firstDelayFor'];
  refuseUnknown(value, at === '' ? [...known, 'eventTypes'] : known, at, report);

  if (value['maxAttempts'] === undefined && value['maxAgeSeconds'] === undefined) {
    report(at, 'must have maxAttempts, maxAgeSeconds or both');
  }
  if (value['maxAttempts'] !== undefined) checkInteger(value['maxAttempts'], 1, 1000, `${at}/maxAttempts`, report);
  if (value['maxAgeSeconds'] !== undefined)
    checkNumber(value['maxAgeSeconds'], 1, 30 * day, `${at}/maxAgeSeconds`, report);
  checkNumber(value['jitter'], 0, 1, `${at}/jitter`, report);
  checkSchedule(value['schedule'], `${at}/schedule`, report);
  if (value['firstDelayFor'] !== undefined) checkFirstDelay(value['firstDelayFor'], `${at}/firstDelayFor`, report);
}

function checkSchedule(value: unknown, at: string, report: Report): void {
  if (Array.isArray(value)) {
    if (value.length === 0 || value.length > maxScheduleLength)
      report(at, `must have 1 to ${maxScheduleLength} delays`);
    else
      value.forEach((delay, index) => {
        checkNumber(delay, 1, day, `${at}/${index}`, report);
      });
    return;
  }
  if (!isFields(value)) {
    report(at, 'must be a list of delays in seconds, or { initial, factor, maxInterval }');
    return;
  }
  refuseUnknown(value, ['initial', 'factor', 'maxInterval'], at, report);
  checkNumber(value['initial'], 1, day, `${at}/initial`, report);
  checkNumber(value['factor'], 1, 10, `${at}/factor`, report);
  checkNumber(value['maxInterval'], 1, day, `${at}/maxInterval`, report);
}

function checkFirstDelay(value: unknown, at: string, report: Report): void {
  if (!isFields(value)) {
    report(at, 'must be an object');
    return;
  }
  refuseUnknown(value, ['seconds', 'classes', 'statuses'], at, report);
  checkNumber(value['seconds'], 1, day, `${at}/seconds`, report);
  if (value['classes'] === undefined && value['statuses'] === undefined)
    report(at, 'must have classes, statuses or both');
  checkEach(value['classes'], `${at}/classes`, report, (item, pointer) => {
    if (!outcomeClasses.some((name) => name === item)) report(pointer, `must be one of ${outcomeClasses.join(', ')}`);
  });
  checkEach(value['statuses'], `${at}/statuses`, report, (item, pointer) => {
    checkInteger(item, 100, 599, pointer, report);
  });
}

function checkEventTypes(value: unknown, report: Report): void {
  if (!isFields(value)) {
    report('/eventTypes', 'must be an object of event types');
    return;
  }
  const overrides = Object.entries(value);
  if (overrides.length > maxEventTypes) {
    report('/eventTypes', `must have at most ${maxEventTypes} event types`);
    return;
  }
  for (const [eventType, override] of overrides) {
    if (override !== 'none') checkPolicy(override, `/eventTypes/${escapePointer(eventType)}`, report);
  }
}

function checkEach(value: unknown, at: string, report: Report, check: (item: unknown, at: string) => void): void {
  if (value === undefined) return;
  if (!Array.isArray(value) || value.length > maxScheduleLength) {
    report(at, `must be a list of at most ${maxScheduleLength}`);
    return;
  }
  value.forEach((item, index) => {
    check(item, `${at}/${index}`);
  });
}

function checkNumber(value: unknown, min: number, max: number, at: string, report: Report): void {
  if (typeof value !== 'number' || !(value >= min && value <= max))
    report(at, `must be a number from ${min} to ${max}`);
}

function checkInteger(value: unknown, min: number, max: number, at: string, report: Report): void {
  if (!Number.isInteger(value)) report(at, `must be a whole number from ${min} to ${max}`);
  else checkNumber(value, min, max, at, report);
}

function refuseUnknown(value: Fields, known: readonly string[], at: string, report: Report): void {
  for (const field of Object.keys(value)) {
    if (!known.includes(field)) report(`${at}/${escapePointer(field)}`, 'is not known');
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function escapePointer(field: string): string {
  return field.replaceAll('~', '~0').replaceAll('/', '~1');
}

import { sliceElements, sliceMembers } from '#events';
import { isStorable, parseTimestamp } from '../http/field-rules.js';
import { jsonPointer } from '../http/json-pointer.js';
import { validationFailed, type Fault } from '../http/problem-error.js';

/** An event as a client wants to emit it; its shape is checked, its type and payload are not. */
export interface EventDraft {
  readonly type: string;
  readonly payload: unknown;
  /** The source of the payload, byte for byte. */
  readonly payloadText: string;
  /** The operator's own id of the event. */
  readonly id?: string;
  /** RFC 3339, as given. */
  readonly occurredAt?: string;
  readonly orderingKey?: string;
}

interface Rule {
  readonly says: string;
  readonly accepts: (value: unknown) => boolean;
}

const rules: Readonly<Record<string, Rule>> = {
  type: { says: 'must be a string', accepts: (value) => typeof value === 'string' },
  payload: { says: 'is required', accepts: (value) => value !== undefined },
  id: {
    says: 'must be 1 to 256 visible ASCII characters',
    accepts: (value) => value === undefined || (typeof value === 'string' && /^[\x21-\x7e]{1,256}$/.test(value)),
  },
  occurredAt: {
    says: 'must be a timestamp of RFC 3339 with an offset',
    accepts: (value) => value === undefined || (typeof value === 'string' && parseTimestamp(value) !== undefined),
  },
  orderingKey: {
    says: 'must be 1 to 256 characters',
    accepts: (value) =>
      value === undefined ||
      (typeof value === 'string' && value.length > 0 && value.length <= 256 && isStorable(value)),
  },
};

/**
 * Reads one event. Written by hand, not a DTO: it runs for every event, and the payload must stay the text it was.
 *
 * @param text the JSON that `value` was parsed from
 * @throws ProblemError `validation_failed`
 */
export function readEventDraft(value: unknown, text: string): EventDraft {
  const fields = requireObject(value);
  const faults = faultsOf(fields);
  if (faults.length > 0) throw validationFailed(faults);
  // Every rule has been met by now.
  return { ...(fields as unknown as EventDraft), payloadText: sliceMembers(text).get('payload') ?? 'null' };
}

/** One of a batch: what is wrong with it is told beside the others' answers, so nothing is judged yet. */
export interface BatchItem {
  readonly value: unknown;
  readonly text: string;
}

/** @throws ProblemError `validation_failed` when the batch itself is not `{ "events": [1 to maxEvents] }` */
export function readBatch(value: unknown, text: string, maxEvents: number): readonly BatchItem[] {
  const fields = requireObject(value);
  const faults = Object.keys(fields)
    .filter((name) => name !== 'events')
    .map(unknownField);
  const { events } = fields;
  if (!Array.isArray(events) || events.length < 1 || events.length > maxEvents) {
    faults.push({ pointer: '/events', detail: `must be a list of 1 to ${maxEvents} events` });
  }
  if (faults.length > 0) throw validationFailed(faults);
  const texts = sliceElements(sliceMembers(text).get('events') ?? '[]');
  return (events as unknown[]).map((item, index) => ({ value: item, text: texts[index] ?? '' }));
}

function requireObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw validationFailed([{ pointer: '', detail: 'must be an object' }]);
}

function faultsOf(fields: Record<string, unknown>): Fault[] {
  const faults: Fault[] = [];
  for (const name in rules) {
    const rule = rules[name] as Rule;
    if (!rule.accepts(fields[name])) faults.push({ pointer: `/${name}`, detail: rule.says });
  }
  for (const name of Object.keys(fields)) if (!Object.hasOwn(rules, name)) faults.push(unknownField(name));
  return faults;
}

function unknownField(name: string): Fault {
  return { pointer: jsonPointer([name]), detail: 'is not a known field' };
}

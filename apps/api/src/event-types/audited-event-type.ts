import type { AuditAction, AuditedChange } from '#persistence';
import { changesBetween, unsaid, type Fields } from '../audit/changes-between.js';

interface EventTypeState {
  readonly category: string;
  readonly description: string;
  readonly schema: unknown;
  readonly sample: unknown;
  readonly deprecated: boolean;
}

/** Schemas are long and samples are payloads: that they changed is told. */
const masks = { schema: () => unsaid, sample: () => unsaid };

/** What is written down of a change of an event type; null for one that is not there yet or any more. */
export function auditedEventType(
  action: AuditAction,
  name: string,
  before: EventTypeState | null,
  after: EventTypeState | null,
): AuditedChange {
  return {
    action,
    resource: { type: 'event_type', id: name },
    applicationId: null,
    changes: changesBetween(fieldsOf(before), fieldsOf(after), masks),
  };
}

function fieldsOf(type: EventTypeState | null): Fields {
  if (type === null) return {};
  const { category, description, schema, sample, deprecated } = type;
  return { category, description, schema, sample, deprecated };
}

import { maskUrl } from '#delivery';
import { publicId, type AuditAction, type AuditedChange } from '#persistence';
import { changesBetween, unsaid, type Fields } from '../audit/changes-between.js';
import type { EndpointRow } from './endpoint-fields.js';
import { toDto } from './endpoint-to-dto.js';

/** Customers put credentials into queries and headers: that they changed is told, and where they are. */
const masks = {
  url: (url: unknown) => maskUrl(String(url)),
  headers: (headers: unknown) => Object.fromEntries(Object.keys(headers as object).map((name) => [name, unsaid])),
};

/** What is written down of a change of an endpoint; null for one that is not there yet or any more. */
export function auditedEndpoint(
  action: AuditAction,
  before: EndpointRow | null,
  after: EndpointRow | null,
): AuditedChange {
  const row = after ?? before;
  if (row === null) throw new Error('bug: there is no endpoint before nor after the change');
  return {
    action,
    resource: { type: 'endpoint', id: publicId('endpoint', row.id) },
    applicationId: row.applicationId,
    changes: changesBetween(fieldsOf(before), fieldsOf(after), masks),
  };
}

/** All that the API shows of it but for its identity and times, so that a field that is added is told too. */
function fieldsOf(row: EndpointRow | null): Fields {
  if (row === null) return {};
  // A filter as the text that it is: parsed, its numbers would not be those that were set.
  const subscriptions = row.subscriptions.map(({ eventType, filter }) => ({
    eventType,
    ...(filter !== null && { filter }),
  }));
  return {
    ...toDto(row),
    subscriptions,
    id: undefined,
    stateSince: undefined,
    createdAt: undefined,
    updatedAt: undefined,
  };
}

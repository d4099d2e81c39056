import type { ContractSettings, OutgoingEvent } from '../../contract.js';
import { isObjectText, sliceMembers } from '../../raw-json.js';

/**
 * Gridio's two documents disagree on the body. The event definitions give `customer.event.create`, whole UNIX
 * seconds and the full payload; the integration guide gives `customer_create`, ISO 8601 with milliseconds and
 * the id of the resource alone. The definitions win unless the option `bodyDialect` says `guide`.
 *
 * Sources: https://developer.gridio.io/Gridio-B2B-Webhook-Event-Definitions-2e7ae1cbbd1b80f6b60cce25a7f721ee and
 * https://developer.gridio.io/Webhook-Integration-Guide-2ffae1cbbd1b803e8e08ea49dcfc5e45
 */
export function gridioBody(event: OutgoingEvent, settings: ContractSettings): string {
  return settings.options.bodyDialect === 'guide' ? guideBody(event) : definitionsBody(event);
}

function definitionsBody(event: OutgoingEvent): string {
  const seconds = Math.floor(event.occurredAt.getTime() / 1000);
  return `{"event_type":${JSON.stringify(event.type)},"timestamp":${seconds},"payload":${event.payload}}`;
}

function guideBody(event: OutgoingEvent): string {
  const type = JSON.stringify(event.type.replace('.event.', '_'));
  return `{"event_type":${type},"timestamp":"${event.occurredAt.toISOString()}","payload":${resourceIdOf(event)}}`;
}

/** `{"customer_id":…}` of a `customer.…` event; the whole payload of an event that holds no such id. */
function resourceIdOf(event: OutgoingEvent): string {
  if (!isObjectText(event.payload)) return event.payload;
  const key = `${event.type.split('.', 1)[0] ?? event.type}_id`;
  const id = sliceMembers(event.payload).get(key);
  return id === undefined ? event.payload : `{${JSON.stringify(key)}:${id}}`;
}

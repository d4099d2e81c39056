import type { ContractSettings, OutgoingEvent } from '../../contract.js';
import { isObjectText, sliceMembers } from '../../raw-json.js';
import { ulidOf } from './ulid.js';
import { wireNameOf } from './wire-name.js';

/**
 * Customer.io's envelope: `event_id` (a ULID, by which a receiver knows a duplicate), `object_type`, `metric`,
 * `timestamp` (UNIX seconds at which the event occurred) and `data`. The time of the attempt is not in the
 * body; the signature scheme's header carries it.
 *
 * Source: "Reporting webhooks" 1.0.0, https://docs.customer.io/api/webhooks
 */
export function customerioBody(event: OutgoingEvent, { options }: ContractSettings): string {
  const seconds = Math.floor(event.occurredAt.getTime() / 1000);
  if (options.body === 'legacy') return legacyBody(event, seconds);

  const { objectType, metric } = wireNameOf(event.type);
  const data = metric === 'sent' && options.withContent !== true ? withoutContent(event.payload) : event.payload;
  const named = JSON.stringify(objectType);
  const again = options.objectTypeType === true ? `"object_type_type":${named},` : '';
  return `{"event_id":"${ulidOf(event.uuid)}","object_type":${named},${again}"metric":${JSON.stringify(metric)},"timestamp":${seconds},"data":${data}}`;
}

/**
 * The body of before 2020: the event type's name as it is, and an id of 20 hexadecimal digits, for which the
 * last 80 bits of a UUIDv7 serve, because 74 of them are random.
 *
 * Source: https://learn.customer.io/developer-documentation/webhooks.html
 */
function legacyBody(event: OutgoingEvent, seconds: number): string {
  const id = event.uuid.replaceAll('-', '').slice(-20);
  return `{"event_type":${JSON.stringify(event.type)},"event_id":"${id}","timestamp":${seconds},"data":${event.payload}}`;
}

/** What a message said goes only to endpoints that asked for it; the other members keep their bytes. */
function withoutContent(payload: string): string {
  if (!isObjectText(payload)) return payload;
  const members = sliceMembers(payload);
  const held = [members.delete('content'), members.delete('headers')];
  if (!held.includes(true)) return payload;
  return `{${[...members].map(([key, source]) => `${JSON.stringify(key)}:${source}`).join(',')}}`;
}

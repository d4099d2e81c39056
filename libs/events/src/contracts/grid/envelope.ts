import type { ContractSettings, OutgoingEvent } from '../../contract.js';

/**
 * Grid's envelope: `id` (`Webhook:<uuid>`, the same on every attempt, by which a receiver answers 409 to a
 * duplicate), `type`, `timestamp` (ISO 8601 in UTC, whole seconds) and `data`.
 *
 * Grid calls the timestamp "when the webhook was sent", but a body that changes between attempts could not be
 * compared, so it is the event's time. An event that is emitted long after it occurred may look stale to a
 * strict receiver: the option `timestamp: accepted` takes the moment at which the event was emitted instead.
 *
 * Source: https://docs.lightspark.com/payouts-and-b2b/platform-tools/webhooks.md
 */
export function gridBody(event: OutgoingEvent, { options }: ContractSettings): string {
  const time = options.timestamp === 'accepted' ? acceptedAt(event) : event.occurredAt;
  const timestamp = `${time.toISOString().slice(0, 19)}Z`;
  return `{"id":"Webhook:${event.uuid}","type":${JSON.stringify(event.type)},"timestamp":"${timestamp}","data":${event.payload}}`;
}

/** The milliseconds since 1970 that are the first 48 bits of a UUIDv7; other versions hold no time. */
function acceptedAt({ uuid, occurredAt }: OutgoingEvent): Date {
  if (uuid[14] !== '7') return occurredAt;
  return new Date(Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16));
}

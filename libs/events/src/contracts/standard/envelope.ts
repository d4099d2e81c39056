import type { OutgoingEvent } from '../../contract.js';

/**
 * The body that Standard Webhooks recommends: `type`, `timestamp` (when the event occurred, ISO 8601 with
 * milliseconds) and `data`. The event's id travels in the signature scheme's headers, not in the body.
 *
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure
 */
export function standardBody(event: OutgoingEvent): string {
  const timestamp = event.occurredAt.toISOString();
  return `{"type":${JSON.stringify(event.type)},"timestamp":"${timestamp}","data":${event.payload}}`;
}

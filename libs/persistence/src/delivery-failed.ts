import { maskUrl } from '#delivery';
import type { PlatformEventPayload } from '#events';
import type { AttemptFacts, AttemptIdentity } from './attempt-facts.js';
import { publicId, uuidTimeMs } from './ids.js';

/** A delivery that was given up: its last attempt. */
export interface FailedDelivery
  extends AttemptIdentity, Pick<AttemptFacts, 'outcome' | 'status' | 'diagnosis' | 'url'> {}

/** When the delivery was given up, by the database's clock: the time that the last attempt's id carries. */
export function failedAt(failed: Pick<FailedDelivery, 'attemptId'>): Date {
  return new Date(uuidTimeMs(failed.attemptId));
}

/** What the operator is told of it: nothing of the payload, and no value of the URL's query. */
export function deliveryFailed(failed: FailedDelivery): PlatformEventPayload<'delivery.failed'> {
  return {
    deliveryId: publicId('delivery', failed.deliveryId),
    eventId: publicId('event', failed.eventId),
    eventType: failed.eventType,
    endpointId: publicId('endpoint', failed.endpointId),
    applicationId: publicId('application', failed.applicationId),
    url: maskUrl(failed.url),
    attemptCount: failed.number,
    outcome: failed.outcome,
    status: failed.status,
    diagnosis: failed.diagnosis,
    failedAt: failedAt(failed).toISOString(),
  };
}

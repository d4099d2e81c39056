import { findEventByKey, publicId, type IngestedEvent, type NewEvent, type Queryable } from '#persistence';
import { ProblemError } from '../http/problem-error.js';

export interface EmittedEvent {
  readonly id: string;
  /** Endpoints that the event is owed to. */
  readonly deliveries: number;
  /** The operator's id had been used for this same event: it was answered as before, and stored no second time. */
  readonly replayed: boolean;
}

/**
 * What became of an event that was to be stored. One whose id was taken by an event that has left by retention
 * meanwhile, so that the id is free again, is stored by `again`.
 *
 * @throws ProblemError `event_id_conflict` when the operator's id was used for another event
 */
export async function emittedEvent(
  db: Queryable,
  event: NewEvent,
  stored: IngestedEvent,
  again: (event: NewEvent) => Promise<IngestedEvent>,
): Promise<EmittedEvent> {
  if (stored.accepted) return { id: publicId('event', stored.id), deliveries: stored.deliveries, replayed: false };
  const { applicationId, key } = event;
  if (key === undefined) throw new Error('bug: an event without a key was taken for a repeat');
  const earlier = await findEventByKey(db, applicationId, key.text);
  if (earlier === undefined) return emittedEvent(db, event, await again(event), again);
  if (earlier.fingerprint.equals(key.fingerprint)) {
    return { id: publicId('event', earlier.eventId), deliveries: earlier.deliveries, replayed: true };
  }
  throw new ProblemError('event_id_conflict', {
    errors: [{ pointer: '/id', detail: 'was used for an event of other content' }],
  });
}

import type { DeliveryState } from '#events';
import type { Queryable } from '../database.js';
import type { PageRequest } from '../page.js';
import { Conditions, pageOrder } from './conditions.js';

export interface DeliveryFilter {
  readonly endpointId?: string;
  readonly eventId?: string;
  readonly state?: DeliveryState;
  readonly eventType?: string;
  /** When the event was accepted: from, inclusive, and to, exclusive. */
  readonly since?: Date;
  readonly until?: Date;
}

export interface ListedDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly state: DeliveryState;
  /** All attempts, those before a redelivery included. */
  readonly attemptCount: number;
  readonly firstAttemptAt: Date | null;
  /** When the next attempt is due; null when nothing is owed. */
  readonly nextAttemptAt: Date | null;
  readonly finishedAt: Date | null;
}

/** While a delivery is owed its schedule stands in owed_delivery, afterwards in delivery. */
export const deliveryColumns = `
  d.id, d.endpoint_id as "endpointId", d.event_id as "eventId", d.event_type as "eventType", d.state,
  coalesce(o.attempt_count + o.earlier_attempts, d.attempt_count) as "attemptCount",
  coalesce(o.first_attempt_at, d.first_attempt_at) as "firstAttemptAt",
  o.due_at as "nextAttemptAt", d.finished_at as "finishedAt"`;

export const deliveryWithSchedule = `
  postrider.delivery d
  left join postrider.owed_delivery o on o.endpoint_id = d.endpoint_id and o.event_id = d.event_id`;

/**
 * A page of an application's deliveries, newest first, for `pageOf`. Index: by event, by endpoint or by application;
 * `failed` of an endpoint has an index of its own, and `pending` starts at owed_delivery, which holds nothing else.
 */
export async function listDeliveries(
  db: Queryable,
  applicationId: string,
  filter: DeliveryFilter,
  page: PageRequest,
): Promise<ListedDelivery[]> {
  const where = new Conditions()
    .add('d.application_id = ?', applicationId)
    .add('d.endpoint_id = ?', filter.endpointId)
    .add('d.event_id = ?', filter.eventId)
    .add('d.state = ?', filter.state)
    .add('d.event_type = ?', filter.eventType)
    .addSpan('d.id', filter.since, filter.until)
    .addCursor('d.id', page);
  const only = { pending: 'and o.delivery_id = d.id', failed: 'and d.failed_at is not null' };
  const narrowed = filter.state === 'pending' || filter.state === 'failed' ? only[filter.state] : '';
  const { rows } = await db.query<ListedDelivery>({
    text: `select ${deliveryColumns} from ${deliveryWithSchedule} where ${where.text} ${narrowed} ${pageOrder('d.id', page)}`,
    values: where.values,
  });
  return rows;
}

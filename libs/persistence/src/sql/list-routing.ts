import type { DeliveryState } from '#events';
import type { Queryable } from '../database.js';
import { firstUuidAt, uuidTimeMs } from '../ids.js';
import type { PageRequest } from '../page.js';
import { keyRange, orderBy } from './key-range.js';
import { scheduleJoin } from './list-deliveries.js';

export interface RoutedDelivery {
  readonly id: string;
  readonly state: DeliveryState;
  /** All attempts, those before a redelivery included. */
  readonly attemptCount: number;
  readonly nextAttemptAt: Date | null;
  readonly finishedAt: Date | null;
}

/** What one event and one endpoint have to do with each other. */
export interface RoutedEndpoint {
  readonly endpointId: string;
  /** Null when it is deleted. */
  readonly endpoint: {
    readonly name: string;
    readonly state: string;
    readonly stateReason: string | null;
    readonly stateSince: Date;
    readonly createdAt: Date;
  } | null;
  readonly delivery: RoutedDelivery | null;
  /** Where there is no delivery: the subscriptions to the event's type as they are now. */
  readonly subscriptions: readonly {
    readonly eventType: string;
    /** JSON text. */
    readonly filter: string | null;
    /** Null if that was before it was kept. */
    readonly changedAt: Date | null;
  }[];
}

interface Row {
  endpointId: string;
  name: string | null;
  state: string;
  stateReason: string | null;
  stateSince: Date;
  createdAt: Date;
  deliveryId: string | null;
  deliveryState: DeliveryState;
  attemptCount: number;
  nextAttemptAt: Date | null;
  finishedAt: Date | null;
  patterns: string[] | null;
  filters: (string | null)[] | null;
  changedAts: (Date | null)[] | null;
}

/**
 * A page of an application's endpoints, newest first, with those that are deleted but were owed the event, for `pageOf`.
 *
 * Endpoints by endpoint_application_id_id_idx. The event's deliveries by delivery_event_id_idx, of one partition, for a
 * delivery's id has the millisecond of its event: all are read and those of the page are kept, which are the first by
 * endpoint as the page is. 2 ms for 5,000 of them.
 */
export async function listRouting(
  db: Queryable,
  what: {
    readonly applicationId: string;
    readonly event: { readonly id: string };
    readonly patterns: readonly string[];
  },
  page: PageRequest,
): Promise<RoutedEndpoint[]> {
  const { lower, upper, backwards } = keyRange(page, {});
  const acceptedAtMs = uuidTimeMs(what.event.id);
  const order = (column: string) => `order by ${orderBy([column], { backwards })} limit ${page.limit + 1}`;
  const { rows } = await db.query<Row>({
    text: `
      with owed as materialized (
        select d.* from postrider.delivery d
        where d.event_id = $4 and d.id >= $5 and d.id < $6 and d.application_id = $1
          and d.endpoint_id >= $2 and d.endpoint_id < $3 ${order('d.endpoint_id')}
      ), known as materialized (
        (select id from postrider.endpoint where application_id = $1 and id >= $2 and id < $3 ${order('id')})
        union
        select endpoint_id from owed
      )
      select k.id as "endpointId", e.name, e.state, e.state_reason as "stateReason", e.state_since as "stateSince",
             e.created_at as "createdAt", d.id as "deliveryId", d.state as "deliveryState",
             coalesce(o.attempt_count + o.earlier_attempts, d.attempt_count) as "attemptCount",
             o.due_at as "nextAttemptAt", d.finished_at as "finishedAt",
             s.patterns, s.filters, s.changed_ats as "changedAts"
      from known k
      left join postrider.endpoint e on e.id = k.id
      left join owed d on d.endpoint_id = k.id
      ${scheduleJoin}
      left join lateral (
        select array_agg(event_type order by event_type) as patterns, array_agg(filter order by event_type) as filters,
               array_agg(changed_at order by event_type) as changed_ats
        from postrider.subscription
        where endpoint_id = k.id and event_type = any($7) and d.id is null
      ) s on true
      ${order('k.id')}`,
    values: [
      what.applicationId,
      lower,
      upper,
      what.event.id,
      firstUuidAt(acceptedAtMs),
      firstUuidAt(acceptedAtMs + 1),
      what.patterns,
    ],
  });
  return rows.map(toRoutedEndpoint);
}

function toRoutedEndpoint(row: Row): RoutedEndpoint {
  const { endpointId, name, state, stateReason, stateSince, createdAt, deliveryId } = row;
  const { attemptCount, nextAttemptAt, finishedAt } = row;
  return {
    endpointId,
    endpoint: name === null ? null : { name, state, stateReason, stateSince, createdAt },
    delivery:
      deliveryId === null
        ? null
        : { id: deliveryId, state: row.deliveryState, attemptCount, nextAttemptAt, finishedAt },
    subscriptions: (row.patterns ?? []).map((eventType, index) => ({
      eventType,
      filter: row.filters?.[index] ?? null,
      changedAt: row.changedAts?.[index] ?? null,
    })),
  };
}

import type { DeliveryState, OutcomeClass } from '#events';
import type { Queryable } from '../database.js';
import { uuidTimeMs } from '../ids.js';

/** What happened to an endpoint within an hour, by the end of each attempt. */
export interface EndpointHour {
  readonly hour: Date;
  /** Attempts. */
  readonly outcomes: Readonly<Partial<Record<OutcomeClass, number>>>;
  /** Deliveries, by the state in which they ended. */
  readonly ended: Readonly<Partial<Record<DeliveryState, number>>>;
  /** Attempts that took up to 2 ^ (bucket / 4) milliseconds, and longer than the bucket before says. */
  readonly durations: Readonly<Record<string, number>>;
}

/** Index: endpoint_hour_pkey. */
export async function readEndpointHours(
  db: Queryable,
  endpointId: string,
  since: Date,
  until: Date,
): Promise<EndpointHour[]> {
  const { rows } = await db.query<EndpointHour>({
    name: 'read-endpoint-hours',
    text: `
      select hour, outcomes, ended, durations from postrider.endpoint_hour
      where endpoint_id = $1 and hour >= $2 and hour < $3 order by hour`,
    values: [endpointId, since, until],
  });
  return rows;
}

/** How an endpoint is just now. */
export interface EndpointPresent {
  /** Deliveries owed, counted up to a bound. */
  readonly owed: number;
  /** When the oldest event that is owed was accepted. */
  readonly oldestOwedAt: Date | null;
  readonly failingSince: Date | null;
  readonly lastSuccessAt: Date | null;
  readonly lastFailureAt: Date | null;
  /** Up to when attempts are counted. */
  readonly countedUntil: Date;
}

interface PresentRow extends Omit<EndpointPresent, 'oldestOwedAt'> {
  readonly oldestEventId: string | null;
}

/**
 * Index: owed_delivery_pkey, `maxOwed` entries at most; endpoint_hour_pkey over the hours that are kept; primary keys.
 */
export async function readEndpointPresent(
  db: Queryable,
  endpointId: string,
  maxOwed: number,
): Promise<EndpointPresent | undefined> {
  const { rows } = await db.query<PresentRow>({
    name: 'read-endpoint-present',
    text: `
      select (select count(*)::int from (
               select from postrider.owed_delivery where endpoint_id = $1 order by event_id limit $2
             ) counted) as owed,
             (select event_id from postrider.owed_delivery where endpoint_id = $1 order by event_id limit 1)
               as "oldestEventId",
             (select failing_since from postrider.endpoint_health where endpoint_id = $1) as "failingSince",
             past."lastSuccessAt", past."lastFailureAt", position.taken_at as "countedUntil"
      from postrider.rollup_position position
      cross join lateral (
        select max(last_success_at) as "lastSuccessAt", max(last_failure_at) as "lastFailureAt"
        from postrider.endpoint_hour where endpoint_id = $1
      ) past
      where position.name = 'endpoint_hour'`,
    values: [endpointId, maxOwed],
  });
  const [row] = rows;
  if (row === undefined) return undefined;
  const { oldestEventId, ...present } = row;
  return { ...present, oldestOwedAt: oldestEventId === null ? null : new Date(uuidTimeMs(oldestEventId)) };
}

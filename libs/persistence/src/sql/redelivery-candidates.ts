import type { DeliveryState } from '#events';

/** What a redelivery sends again: deliveries that ended in a state, or events that the endpoint never got. */
export const redeliveryStatuses = ['failed', 'delivered', 'cancelled', 'discarded', 'missing'] as const;
export type RedeliveryStatus = Exclude<DeliveryState, 'pending'> | 'missing';

/** Part of what a redelivery is to send: `limit` deliveries (of `missing`: events) of a range of ids are looked at. */
export interface RedeliveryRange {
  readonly endpointId: string;
  readonly status: RedeliveryStatus;
  /** Patterns; none for all types. */
  readonly eventTypes: readonly string[];
  /** Both exclusive. */
  readonly after: string;
  readonly before: string;
  readonly limit: number;
  /** Deliveries that ended later are not meant. */
  readonly endedBy: Date;
}

/** $1 to $7 of a statement that begins with `candidatesOf`. */
export function rangeValues(range: RedeliveryRange): unknown[] {
  const { endpointId, after, before, limit, eventTypes } = range;
  return [endpointId, after, before, limit, eventTypes, range.status, range.endedBy.toISOString()];
}

/**
 * The common table expressions of one look at a range:
 * - `reach`: the last id that was looked at; empty when that is all of the range
 * - `examined`: everything up to there
 * - `candidate (event_id, event_type, delivery_id, ordering_key)`: what of it is to be sent; of `missing` there is no
 *   delivery_id, of the others no ordering_key
 *
 * Index: delivery_failed_idx of `failed`, delivery_endpoint_id_id_idx of the other states, event_application_id_id_idx
 * of `missing`, with one probe of delivery for each event. Each is walked over both columns as one row, for the reason
 * that `walkAlong` gives, in partitions that the bounds name, however much lies before and behind.
 */
export function candidatesOf(status: RedeliveryStatus): string {
  return `with ${status === 'missing' ? missing : ended(status)}`;
}

interface Walk {
  readonly owner: string;
  readonly ownerId: string;
  readonly key: string;
  /** Both exclusive; those of the range unless given. */
  readonly after?: string;
  readonly before?: string;
}

const walk = ({ owner, ownerId, key, after = '$2::uuid', before = '$3::uuid' }: Walk): string =>
  `(${owner}, ${key}) > (${ownerId}, ${after}) and (${owner}, ${key}) < (${ownerId}, ${before})
      and ${key} > ${after} and ${key} < ${before}`;

/** A subscription or a pattern of the request names types; each type of the range is judged once. */
const wantedTypes = `
  wanted as materialized (
    select seen.event_type, patterns
    from (select distinct event_type from examined) seen
    left join postrider.event_type known on known.name = seen.event_type
    cross join lateral postrider.matching_patterns(seen.event_type, known.category) as patterns
    where cardinality($5::text[]) = 0 or patterns && $5::text[]
  )`;

/** The id at which a look ended that found as many as it looks at. */
const nth = `
  nth as materialized (
    select id from looked_at order by id offset $4::int - 1 limit 1
  )`;

/**
 * A delivery's id has the time of its event and is random within the millisecond, so a look ends with a millisecond:
 * what is read in order of events afterwards has no gap.
 */
const ended = (status: RedeliveryStatus): string => {
  const along = { owner: 'd.endpoint_id', ownerId: '$1::uuid', key: 'd.id' };
  const deliveries = (where: string): string => `
    select d.id, d.event_id, d.event_type, d.state, d.finished_at from postrider.delivery d
    where ${where} ${status === 'failed' ? 'and d.failed_at is not null' : ''}`;
  return `
  looked_at as materialized (
    ${deliveries(walk(along))} order by d.endpoint_id, d.id limit $4::int
  ), ${nth}, reach as materialized (
    select (left(id::text, 13) || '-ffff-ffff-ffffffffffff')::uuid as id from nth
  ), examined as materialized (
    select * from looked_at
    union all
    ${deliveries(walk({ ...along, after: '(select id from nth)', before: '(select id from reach)' }))}
  ), ${wantedTypes}, candidate as materialized (
    select x.event_id, x.event_type, x.id as delivery_id, null as ordering_key
    from examined x join wanted using (event_type)
    where x.state = $6::text and x.finished_at <= $7::timestamptz
  )`;
};

/** The application of an endpoint, looked up once. */
const applicationId = '(select application_id from postrider.endpoint where id = $1)';

const missing = `
  looked_at as materialized (
    select v.id, v.type as event_type, v.ordering_key from postrider.event v
    where ${walk({ owner: 'v.application_id', ownerId: applicationId, key: 'v.id' })} order by v.application_id, v.id limit $4::int
  ), ${nth}, reach as materialized (
    select id from nth
  ), examined as materialized (
    select * from looked_at
  ), ${wantedTypes}, candidate as materialized (
    select x.id as event_id, x.event_type, null::uuid as delivery_id, x.ordering_key
    from examined x join wanted using (event_type)
    where $6::text = 'missing' and $7::timestamptz is not null
      and exists (
        select from postrider.subscription s
        where s.endpoint_id = $1 and s.event_type = any (wanted.patterns)
          and (s.condition is null or (
            select postrider.readable_payload(v.payload) from postrider.event v where v.id = x.id
          ) @@ s.condition)
      )
      -- Not a join, which the planner could turn into a scan of all that the endpoint ever got.
      and (
        select d.id from postrider.delivery d
        where d.endpoint_id = $1 and d.event_id = x.id
          and d.id >= (left(x.id::text, 13) || '-0000-0000-000000000000')::uuid
          and d.id <= (left(x.id::text, 13) || '-ffff-ffff-ffffffffffff')::uuid
        limit 1
      ) is null
  )`;

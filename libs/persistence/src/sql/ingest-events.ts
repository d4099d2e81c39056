import type { Queryable } from '../database.js';
import { jsonArray, jsonArrayOf, plainArray } from './array-parameter.js';

/** One event to accept; `id` is a fresh UUIDv7. */
export interface NewEvent {
  readonly id: string;
  readonly applicationId: string;
  readonly type: string;
  /** Every subscription pattern that matches the type; no pattern holds a line feed. */
  readonly patterns: readonly string[];
  /** JSON text, stored byte for byte. */
  readonly payload: string;
  readonly occurredAt: Date;
  readonly orderingKey?: string;
  /** The operator's own id of the event, with a fingerprint of everything that makes it this event. */
  readonly key?: { readonly text: string; readonly fingerprint: Buffer };
}

export interface IngestedEvent {
  readonly id: string;
  /** False when the operator's id is taken: nothing was written for this event. */
  readonly accepted: boolean;
  readonly deliveries: number;
  /** The lanes to wake: of all endpoints that got a delivery, the active ones. */
  readonly shutLanes: readonly string[];
  /** Of the active ones, those whose lanes a dispatcher has: it need only be told. */
  readonly openLanes: readonly string[];
}

interface Row {
  id: string;
  deliveries: number;
  shut_lanes: string[];
  open_lanes: string[];
}

/**
 * Stores events and, by joining the endpoints whose subscriptions match, the deliveries owed: one statement,
 * so either all of it is committed or nothing. Paused and disabled endpoints get theirs too, held.
 *
 * A payload is parsed for filters once, and only when the first subscription that matches by type has one: `offset 0`
 * keeps the lateral query apart, where the subquery that parses belongs to no row of it and is run on demand.
 *
 * A delivery's id carries the time of its event, so both lie in partitions of the same day. `due_at` is the
 * database's clock, whatever the clocks of the processes say. Index: subscription_match_idx, one probe per
 * pattern. Inserts only; it waits for nobody but another ingest of the same operator's id.
 */
export async function ingestEvents(db: Queryable, events: readonly NewEvent[]): Promise<IngestedEvent[]> {
  const { rows } = await db.query<Row>({
    name: 'ingest-events',
    text: `
      with input as materialized (
        select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], ${jsonArrayOf('$5')}, $6::timestamptz[],
                             $7::text[], $8::text[], $9::bytea[])
          as i(id, application_id, type, patterns, payload, occurred_at, ordering_key, key, fingerprint)
      ), keyed as (
        insert into postrider.event_key (application_id, key, event_id, fingerprint)
        select application_id, key, id, fingerprint from input where key is not null
        on conflict do nothing
        returning event_id
      ), accepted as materialized (
        select * from input where key is null or id in (select event_id from keyed)
      ), stored as (
        insert into postrider.event (id, application_id, type, payload, occurred_at, ordering_key)
        select id, application_id, type, payload, occurred_at, ordering_key from accepted
      ), matched as (
        select distinct a.id as event_id, a.application_id, a.type, a.ordering_key, wanting.endpoint_id
        from accepted a
        cross join lateral (
          select s.endpoint_id
          from unnest(string_to_array(a.patterns, E'\\n')) as p(pattern)
          join postrider.subscription s on s.application_id = a.application_id and s.event_type = p.pattern
          where s.condition is null or (select postrider.readable_payload(a.payload)) @@ s.condition
          offset 0
        ) wanting
      ), owed as materialized (
        select postrider.delivery_id(m.event_id) as id, m.event_id, m.application_id, m.type, m.endpoint_id,
               case when e.state = 'active' then coalesce(l.held_until > now(), false) end as open,
               case e.ordering when 'fifo' then coalesce(m.ordering_key, '') end as ordering_key
        from matched m
        cross join lateral (select * from postrider.endpoint where id = m.endpoint_id limit 1) e
        left join lateral (select * from postrider.lane_lease where endpoint_id = m.endpoint_id limit 1) l on true
      ), delivery as (
        insert into postrider.delivery (id, application_id, endpoint_id, event_id, event_type)
        select id, application_id, endpoint_id, event_id, type from owed
      ), lane as (
        insert into postrider.owed_delivery (endpoint_id, event_id, delivery_id, due_at, ordering_key)
        select endpoint_id, event_id, id, date_trunc('milliseconds', now()), ordering_key from owed
      )
      select event_id as id, count(endpoint_id)::int as deliveries,
             coalesce(array_agg(endpoint_id) filter (where not open), '{}') as shut_lanes,
             coalesce(array_agg(endpoint_id) filter (where open), '{}') as open_lanes
      from (
        select id as event_id, null::uuid as endpoint_id, null::boolean as open from accepted
        union all
        select event_id, endpoint_id, open from owed
      ) answer
      group by event_id`,
    values: [
      plainArray(events.map((event) => event.id)),
      plainArray(events.map((event) => event.applicationId)),
      events.map((event) => event.type),
      events.map((event) => event.patterns.join('\n')),
      jsonArray(events.map((event) => event.payload)),
      plainArray(events.map((event) => event.occurredAt.toISOString())),
      events.map((event) => event.orderingKey ?? null),
      events.map((event) => event.key?.text ?? null),
      events.map((event) => event.key?.fingerprint ?? null),
    ],
  });
  return inInputOrder(events, rows);
}

/** An event that the statement answers nothing for was not accepted. */
function inInputOrder(events: readonly NewEvent[], rows: readonly Row[]): IngestedEvent[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return events.map(({ id }) => {
    const row = byId.get(id);
    return {
      id,
      accepted: row !== undefined,
      deliveries: row?.deliveries ?? 0,
      shutLanes: row?.shut_lanes ?? [],
      openLanes: row?.open_lanes ?? [],
    };
  });
}

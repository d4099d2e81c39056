import { matchingPatterns, operatorApplicationUid, platformCategory, type PlatformEventName } from '#events';
import { deliveryFailed, failedAt, type FailedDelivery } from '../delivery-failed.js';
import { newUuid } from '../ids.js';
import { storableJson } from '../storable.js';
import { jsonArray, jsonArrayOf, plainArray } from './array-parameter.js';

const type: PlatformEventName = 'delivery.failed';
const patterns = matchingPatterns(type, platformCategory);

/**
 * Steps of `record-outcomes` that tell the operator of each delivery that was settled as failed, by an event like any
 * other: with its deliveries, or not at all when no subscription of the operator's matches. Nothing of this is
 * remembered between statements, so an endpoint that was made a moment ago is told. What fails in the operator's own
 * application is told to nobody: telling of it would fail alike, without end.
 *
 * `$19` to `$23` are `failuresToTell`. Indexes: application_uid_key and, once a statement and pattern,
 * subscription_match_idx; inserts only. The lanes that are owed the events are found by the sweep.
 *
 * Measured in batches of 256: 25 us for a failure that one endpoint is told of, beside 105 us for recording it. Where
 * nobody subscribed, 0.1 ms for the batch.
 */
export const tellFailures = `, subscriber as materialized (
        select s.endpoint_id, s.application_id, s.condition, e.ordering
        from (select id from postrider.application where uid = '${operatorApplicationUid}' limit 1) operator
        cross join unnest('{${patterns.join(',')}}'::text[]) as p(pattern)
        cross join lateral (
          select endpoint_id, application_id, condition from postrider.subscription
          where application_id = operator.id and event_type = p.pattern
          offset 0
        ) s
        cross join lateral (select ordering from postrider.endpoint where id = s.endpoint_id limit 1) e
      ), told as materialized (
        select f.event_id, f.payload, f.occurred_at, wanting.application_id, wanting.endpoint_id, wanting.ordering,
               postrider.delivery_id(f.event_id) as delivery_id
        from unnest($19::uuid[], $20::uuid[], $21::uuid[], $22::timestamptz[], ${jsonArrayOf('$23')})
          as f(attempt_id, event_id, application_id, occurred_at, payload)
        cross join lateral (
          select distinct w.endpoint_id, w.application_id, w.ordering
          from subscriber w
          where w.application_id <> f.application_id
            and (w.condition is null or (select postrider.readable_payload(f.payload)) @@ w.condition)
        ) wanting
        where f.attempt_id = any (array(select attempt_id from settled)) and exists (select from subscriber)
      ), told_event as (
        insert into postrider.event (id, application_id, type, payload, occurred_at)
        select distinct on (event_id) event_id, application_id, '${type}', payload, occurred_at from told
      ), told_delivery as (
        insert into postrider.delivery (id, application_id, endpoint_id, event_id, event_type)
        select delivery_id, application_id, endpoint_id, event_id, '${type}' from told
      ), told_lane as (
        insert into postrider.owed_delivery (endpoint_id, event_id, delivery_id, due_at, ordering_key)
        select endpoint_id, event_id, delivery_id, date_trunc('milliseconds', now()),
               case ordering when 'fifo' then '' end
        from told
      )`;

/** The parameters of `tellFailures`. */
export function failuresToTell(failures: readonly FailedDelivery[]): unknown[] {
  return [
    plainArray(failures.map(({ attemptId }) => attemptId)),
    plainArray(failures.map(() => newUuid())),
    plainArray(failures.map(({ applicationId }) => applicationId)),
    plainArray(failures.map((failure) => failedAt(failure).toISOString())),
    jsonArray(failures.map((failure) => storableJson(deliveryFailed(failure)))),
  ];
}

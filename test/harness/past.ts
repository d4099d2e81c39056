import { parsePublicId, type IdKind } from '#persistence';
import type { DeliveryState } from '#events';
import type { TestDatabase } from './database.js';

export interface Past {
  /** Public ids; without an endpoint nobody got the events. */
  readonly application: string;
  readonly endpoint?: string;
  readonly count: number;
  readonly state?: DeliveryState;
  readonly type?: string;
}

/**
 * Events of the last minutes and their deliveries, which have ended, made by SQL. Payloads are `{"n":0}`, `{"n":1}` and
 * so on in the order of events, 10 ms apart.
 */
export async function makePast(database: TestDatabase, past: Past): Promise<void> {
  const endpointId = past.endpoint === undefined ? null : uuidOf('endpoint', past.endpoint);
  await database.query(
    `with made as materialized (
       select n, uuidv7(((n - $3::int) * 10 - 60000) * interval '1 millisecond') as event_id
       from generate_series(0, $3::int - 1) as n
     ), event as (
       insert into postrider.event (id, application_id, type, payload, occurred_at)
       select event_id, $1::uuid, $5, format('{"n":%s}', n), now() from made
     )
     insert into postrider.delivery (id, application_id, endpoint_id, event_id, event_type, state, attempt_count,
                                     first_attempt_at, finished_at, failed_at)
     select postrider.delivery_id(event_id), $1::uuid, $2::uuid, event_id, $5, $4, 3, now(), now(),
            case $4 when 'failed' then now() end
     from made where $2::uuid is not null`,
    [
      uuidOf('application', past.application),
      endpointId,
      past.count,
      past.state ?? 'failed',
      past.type ?? 'customer.event.create',
    ],
  );
}

function uuidOf(kind: IdKind, id: string): string {
  const uuid = parsePublicId(kind, id);
  if (uuid === undefined) throw new Error(`${id} is no id of kind ${kind}`);
  return uuid;
}

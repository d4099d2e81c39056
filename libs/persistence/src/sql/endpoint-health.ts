import type { Queryable } from '../database.js';

/** An endpoint that has failed everything for a while. */
export interface FailingEndpoint {
  readonly endpointId: string;
  readonly applicationId: string;
  readonly url: string;
  readonly failingSince: Date;
}

const selected = `h.endpoint_id as "endpointId", e.application_id as "applicationId", e.url,
                  h.failing_since as "failingSince"`;

/** Active endpoints that have failed everything for `seconds` and of which that was not announced; marks them. */
export async function announceFailingEndpoints(db: Queryable, seconds: number): Promise<FailingEndpoint[]> {
  const { rows } = await db.query<FailingEndpoint>({
    name: 'announce-failing-endpoints',
    text: `
      update postrider.endpoint_health h set announced_at = now()
      from postrider.endpoint e
      where e.id = h.endpoint_id and e.state = 'active' and h.announced_at is null
        and h.failing_since < now() - $1 * interval '1 second'
      returning ${selected}`,
    values: [seconds],
  });
  return rows;
}

/** Disables the active endpoints that have failed everything for `seconds`; what they are owed is held. */
export async function disableFailingEndpoints(db: Queryable, seconds: number): Promise<FailingEndpoint[]> {
  const { rows } = await db.query<FailingEndpoint>({
    name: 'disable-failing-endpoints',
    text: `
      update postrider.endpoint e
      set state = 'disabled', state_since = now(), updated_at = now(),
          state_reason = 'every attempt has failed since ' || to_char(h.failing_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
      from postrider.endpoint_health h
      where h.endpoint_id = e.id and e.state = 'active' and h.failing_since < now() - $1 * interval '1 second'
      returning ${selected}`,
    values: [seconds],
  });
  return rows;
}

/** Disables one endpoint for `reason`; undefined when it was not active any more. */
export async function disableEndpoint(
  db: Queryable,
  endpointId: string,
  reason: string,
): Promise<Omit<FailingEndpoint, 'failingSince'> | undefined> {
  const { rows } = await db.query<Omit<FailingEndpoint, 'failingSince'>>({
    name: 'disable-endpoint',
    text: `
      update postrider.endpoint set state = 'disabled', state_reason = $2, state_since = now(), updated_at = now()
      where id = $1 and state = 'active'
      returning id as "endpointId", application_id as "applicationId", url`,
    values: [endpointId, reason],
  });
  return rows[0];
}
